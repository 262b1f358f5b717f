import HTTPTypes
import Hummingbird
import Synchronization

/// Which methods each path knows, so that a wrong method is told from a wrong address (405, not
/// 404).
package final class MethodTable: Sendable {
    private struct Entry: Sendable {
        let elements: [RouterPath.Element]
        var methods: [HTTPRequest.Method]
    }

    private let entries = Mutex<[Entry]>([])

    package init() {}

    /// Call once all routes are added.
    package func learn<Context: RequestContext>(from router: Router<Context>) {
        var byPath: [String: Entry] = [:]
        for route in router.routes {
            byPath[route.path.description, default: Entry(elements: Array(route.path), methods: [])]
                .methods.append(route.method)
        }
        let learned = byPath.sorted { $0.key < $1.key }.map(\.value)
        entries.withLock { $0 = learned }
    }

    /// The methods of all routes that match the path; nil when none does.
    package func allowed(at path: String) -> [HTTPRequest.Method]? {
        let components = path.split(separator: "/")
        let allowed = entries.withLock { entries in
            entries.filter { MethodTable.matches($0.elements, components) }.flatMap(\.methods)
        }
        guard !allowed.isEmpty else { return nil }
        return allowed.contains(.get) && !allowed.contains(.head) ? allowed + [.head] : allowed
    }

    private static func matches(_ elements: [RouterPath.Element], _ path: [Substring]) -> Bool {
        if elements.last == .recursiveWildcard {
            return path.count >= elements.count
                && zip(elements.dropLast(), path).allSatisfy { $0 ~= $1 }
        }
        return elements.count == path.count && zip(elements, path).allSatisfy { $0 ~= $1 }
    }
}
