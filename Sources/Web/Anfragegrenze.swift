import Grundwerte
import HTTPTypes
import Hummingbird
import Platform
import Synchronization

/// How many requests a person, in all windows together, or a program may send (ASVS V2.4.1).
///
/// Each has a bucket that holds what is allowed in a minute and fills up evenly, so that a burst of
/// work passes and a crawler does not. Every process counts for itself.
package final class Anfragegrenze: Sendable {
    /// Far more than hands can click, with several windows that refresh themselves every three
    /// seconds.
    package static let jeMinute = 300

    package enum Urteil: Sendable, Equatable {
        case frei
        /// `istErste`: the first refusal within a minute, which the log shall hear of.
        case zuViel(sekunden: Int, istErste: Bool)
    }

    private struct Eimer: Sendable {
        var rest: Double
        var stand: ContinuousClock.Instant
        var abgewiesen: ContinuousClock.Instant?
    }

    private struct Lager: Sendable {
        var eimer: [User.ID: Eimer] = [:]
        var geleert = ContinuousClock.now
    }

    let jeMinute: Int
    private let lager = Mutex(Lager())

    package init(jeMinute: Int = Anfragegrenze.jeMinute) { self.jeMinute = jeMinute }

    /// Takes one from the bucket of `wer`, if there is one left.
    func nimm(_ wer: User.ID, um jetzt: ContinuousClock.Instant = .now) -> Urteil {
        let voll = Double(jeMinute)
        return lager.withLock { lager in
            Self.leeren(&lager, um: jetzt)
            var einer = lager.eimer[wer] ?? Eimer(rest: voll, stand: jetzt)
            let vergangen = max(0, einer.stand.duration(to: jetzt) / .seconds(1))
            einer.rest = min(voll, einer.rest + vergangen * voll / 60)
            einer.stand = max(einer.stand, jetzt)
            let reicht = einer.rest >= 1
            let istErste = !reicht
                && (einer.abgewiesen.map { $0.duration(to: jetzt) >= .seconds(60) } ?? true)
            if reicht { einer.rest -= 1 }
            if istErste { einer.abgewiesen = jetzt }
            lager.eimer[wer] = einer
            let sekunden = Int(((1 - einer.rest) * 60 / voll).rounded(.up))
            return reicht ? .frei : .zuViel(sekunden: max(1, sekunden), istErste: istErste)
        }
    }

    /// Once a minute: a bucket that nobody has drawn from is full, and as good as none.
    private static func leeren(_ lager: inout Lager, um jetzt: ContinuousClock.Instant) {
        guard lager.geleert.duration(to: jetzt) > .seconds(60) else { return }
        lager.eimer = lager.eimer.filter { $0.value.stand.duration(to: jetzt) < .seconds(60) }
        lager.geleert = jetzt
    }
}

extension WebServices {
    /// Refuses whoever asks too often, before anything is done. The log hears of it once a minute,
    /// so that nobody floods it.
    func begrenze(_ login: LoginSession, _ context: BackofficeContext) throws {
        guard case let .zuViel(sekunden, istErste) = grenze.nimm(login.user.id) else { return }
        if istErste { context.vermerke(.zuOft, von: login.user.id, .tooManyRequests) }
        throw Fehlerbild(
            .tooManyRequests, titel: "Zu viele Anfragen",
            grund: "Mit Ihrem Zugang kamen in einer Minute mehr als \(grenze.jeMinute) Anfragen. "
                + "Diese ist nicht ausgeführt, es wurde nichts gespeichert.",
            abhilfe: "Warten Sie einen Augenblick und versuchen Sie es noch einmal. Waren Sie das "
                + "nicht, beenden Sie unter „Mein Konto“ alle anderen Sitzungen.",
            headers: [.retryAfter: "\(sekunden)"])
    }
}
