import Grundwerte
import Kreis
import Platform
import Uebergabe

/// Was bei Statistik und Controlling auf eine Person des Kreises wartet.
enum Auswertungszaehler {
    static func kreis(_ context: KreisContext) async throws -> [Zaehler] {
        try await statistik(context) + controlling(context)
    }

    private static func statistik(_ context: KreisContext) async throws -> [Zaehler] {
        guard context.darf(.statistikLesen) else { return [] }
        let heute = context.heute, ziel = context.pfad("statistik")
        let (erhebungen, laeufe, abgaben) = try await context.read(.statistik, .statistikLesen) {
            session in
            let laeufe = try Kreisstatistik.alle(in: session)
            return (try Erhebung.alle(in: session), laeufe, try Kreisstatistik.abgaben(
                laeufe.filter { $0.geliefert == nil }.map(\.id), in: session))
        }
        let offene = laeufe.filter { !$0.istFertig(abgaben) }
        let beimKreis = offene.filter { $0.verbleib == .kreis }
        var zaehler = [Zaehler(offene.count { $0.frist < heute }, "Erhebungen über der Frist",
                               ziel: ziel, dringend: true)]
        if context.darf(.statistikErheben) {
            let fehlende = erhebungen.reduce(0) { $0 + $1.fehlende(in: laeufe, am: heute).count }
            zaehler.append(Zaehler(fehlende, "Erhebungen zu beginnen", ziel: ziel))
        }
        if context.darf(.statistikFeststellen) {
            let reif = beimKreis.filter { lauf in
                lauf.festgestellt == nil
                    && abgaben.allSatisfy { $0.lauf != lauf.id || $0.zustand == .abgegeben }
            }
            zaehler.append(Zaehler(reif.count, "Erhebungen festzustellen", ziel: ziel))
        }
        if context.darf(.statistikFreigeben) {
            let reif = beimKreis.filter {
                $0.festgestellt.map { $0.von != context.benutzer } ?? false
            }
            zaehler.append(Zaehler(reif.count, "Erhebungen zu liefern", ziel: ziel))
        }
        return zaehler.filter { $0.anzahl != "0" }
    }

    private static func controlling(_ context: KreisContext) async throws -> [Zaehler] {
        guard context.darf(.controllingLesen) else { return [] }
        let (entwuerfe, sonder) = try await context.read(.controlling, .controllingLesen) {
            (try Controllingentwurf.offene(in: $0), try Sonderauswertung.alle(in: $0))
        }
        var zaehler: [Zaehler] = []
        let ziel = context.pfad("controlling/freigabe")
        if context.darf(.controllingVorlegen) {
            zaehler.append(Zaehler(entwuerfe.count { $0.vorgelegtVon == nil },
                                   "Berichte zur Freigabe vorzulegen", ziel: ziel))
        }
        if context.darf(.controllingFreigeben) {
            let fremde = entwuerfe.count { $0.vorgelegtVon.map { $0 != context.benutzer } ?? false }
            zaehler.append(Zaehler(fremde, "Berichte freizugeben", ziel: ziel))
        }
        if context.darf(.sonderauswertungBeschliessen) {
            zaehler.append(Zaehler(sonder.count { $0.beschluss == nil },
                                   "Sonderauswertungen zu beschließen",
                                   ziel: context.pfad("sonderauswertungen")))
        }
        return zaehler.filter { $0.anzahl != "0" }
    }
}
