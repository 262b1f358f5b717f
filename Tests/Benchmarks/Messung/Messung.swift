/// The Swift side of the benchmarks in this folder: `messung WHAT [ARGUMENT …]` measures one thing
/// and prints lines of name, tab, number. The scripts beside it measure floor and peers in the same
/// run and judge.
@main
enum Messung {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "anordnung": try await Anordnungsmessung.run()
        case "auszug": try await Auszugmessung.run(Array(arguments.dropFirst()))
        case "berechnung": try Berechnungsmessung.run()
        case "bestand": try await Bestandsmessung.run(Array(arguments.dropFirst()))
        case "controlling": try Controllingmessung.run(Array(arguments.dropFirst()))
        case "kennzahlen": try await Kennzahlmessung.run(Array(arguments.dropFirst()))
        case "listen": try await Listenmessung.run()
        case "postgres": try await Postgresmessung(Array(arguments.dropFirst())).run()
        case "probelauf": try await Probelaufmessung.run(Array(arguments.dropFirst()))
        case "statistik": try await Statistikmessung.run()
        case "suche": try await Suchmessung.run()
        case "zahllauf": try await Zahllaufmessung.run()
        default: throw Unknown(what: arguments.first ?? "")
        }
    }

    static func report(_ name: String, _ value: Double) {
        print("\(name)\t\(value)")
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    struct Unknown: Error { let what: String }
}
