import Grundwerte
import HTTPTypes
import Hummingbird
import Logging

/// Gives each request its id and the user's address and logs one line when it is answered.
///
/// The line names the route (`/m/{kuerzel}/faelle/{id}`), never the path or the query: both may say
/// who somebody is.
package struct RequestLog<Context: WebContext>: RouterMiddleware {
    private let trustsProxy: Bool

    /// `trustsProxy` when all requests come through one proxy that appends to `X-Forwarded-For`.
    package init(trustsProxy: Bool) { self.trustsProxy = trustsProxy }

    package func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.logger[metadataKey: "request"] = "\(context.requestID)"
        if trustsProxy, let address = RequestLog.lastForwarded(request.headers) {
            context.facts.clientAddress = address
        }
        let start = ContinuousClock.now
        var response = try await next(request, context)
        response.headers[.requestID] = "\(context.requestID)"
        let duration = start.duration(to: .now)
        context.logger.info("request", metadata: [
            "method": "\(request.method)", "route": "\(context.endpointPath ?? "-")",
            "status": "\(response.status.code)",
            "milliseconds": "\(Int(duration / .milliseconds(1)))",
        ])
        return response
    }

    /// Only the entry our own proxy added can be believed; it is the last.
    static func lastForwarded(_ headers: HTTPFields) -> String? {
        guard let last = headers[values: .forwardedFor].last?.split(separator: ",").last
        else { return nil }
        let address = last.filter { $0 != " " }
        let isAddress = !address.isEmpty && address.count <= 45
            && address.allSatisfy { $0.isHexDigit || $0 == "." || $0 == ":" }
        return isAddress ? address : nil
    }
}
