import Foundation
import Grundwerte
import Kommune
import Platform

/// Die Seite `fall/verlauf.mustache`.
struct VerlaufView: Sendable {
    let page: Page
    let kopf: FallKopf
    let verlauf: [Ereignis]
    let leer: Leer?
}

/// Macht aus Vermerken und Wiedervorlagen eine Folge, das Neueste zuerst.
enum Fallverlauf {
    /// In einer Rückschau steht nur, was damals schon geschehen war.
    static func ereignisse(_ vermerke: [Aktenvermerk], geplant: [Wiedervorlage], stand: Stand,
                           namen: [User.ID: String]) -> [Ereignis] {
        let kommend = stand.bekannt == nil ? geplant.reversed().map {
            Ereignis($0.faellig.deutsch, wer: $0.warum.isEmpty ? "geplant" : "automatisch geplant",
                     [$0.text, $0.warum].filter { !$0.isEmpty }.joined(separator: " "),
                     geplant: true)
        } : []
        let gewesen = vermerke.filter { vermerk in
            stand.bekannt.map { Uhr.berlinTag(vermerk.am) <= $0 } ?? true
        }
        return kommend + gewesen.map { vermerk in
            Ereignis("\(Uhr.berlinTag(vermerk.am).deutsch), \(Uhr.berlinUhrzeit(vermerk.am))",
                     wer: vermerk.von.map { namen[$0] ?? "ehemals beschäftigt" } ?? "Programm",
                     vermerk.text)
        }
    }
}
