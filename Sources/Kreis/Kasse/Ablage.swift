import Foundation
import Platform

/// Der Ordner, aus dem das Bankprogramm die Dateien abholt.
package struct Ablage: Sendable {
    package let ordner: URL

    package init(ordner: URL) { self.ordner = ordner }

    /// Schreibt die Datei ganz oder gar nicht: unter anderem Namen, auf die Platte, dann umbenannt.
    ///
    /// Liegt dieselbe Datei schon da, ist nichts zu tun; liegt unter ihrem Namen eine andere, wird
    /// nichts angetastet.
    package func schreiben(_ datei: Zahllauf.Datei) throws {
        let ziel = ordner.appendingPathComponent(datei.name)
        if let vorhanden = try? Data(contentsOf: ziel) {
            guard vorhanden.elementsEqual(datei.bytes) else {
                throw Hindernis(
                    .konflikt,
                    "Im Ablageordner liegt unter dem Namen \(datei.name) eine andere Datei.",
                    abhilfe: "Lassen Sie den Ordner prüfen; überschrieben wird nichts.")
            }
            return
        }
        let vorlaeufig = ordner.appendingPathComponent(".\(datei.name).teil")
        do {
            try Data(datei.bytes).write(to: vorlaeufig)
            let griff = try FileHandle(forWritingTo: vorlaeufig)
            try griff.synchronize()
            try griff.close()
            // `link` ersetzt nie eine vorhandene Datei.
            try FileManager.default.linkItem(at: vorlaeufig, to: ziel)
            try FileManager.default.removeItem(at: vorlaeufig)
            try ordnerSichern()
        } catch {
            throw Hindernis(.konflikt, "Die Datei ließ sich nicht in den Ablageordner schreiben.",
                            abhilfe: "Die Übergabe gilt als unklar. Lassen Sie den Ordner prüfen "
                                + "und entscheiden Sie dann.")
        }
    }

    /// Erst damit überlebt der neue Name einen Stromausfall.
    private func ordnerSichern() throws {
        let griff = open(ordner.path, O_RDONLY | O_DIRECTORY)
        guard griff >= 0 else { throw CocoaError(.fileReadUnknown) }
        defer { close(griff) }
        guard fsync(griff) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
