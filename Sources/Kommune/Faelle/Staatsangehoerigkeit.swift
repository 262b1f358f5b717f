/// Die Staatsangehörigkeiten nach dem Schlüssel des Statistischen Bundesamts (Stand August 2026),
/// ohne erloschene Staaten.
package enum Staatsangehoerigkeit {
    package struct Eintrag: Sendable {
        package let schluessel: String
        package let name: String
    }

    /// Was im Amt oft vorkommt zuerst, danach alles nach dem Alphabet.
    package static let auswahl: [Eintrag] = {
        let oben = haeufig.compactMap { schluessel in alle.first { $0.schluessel == schluessel } }
        let uebrige = alle.filter { !haeufig.contains($0.schluessel) }.sorted {
            Suchname.falten($0.name) < Suchname.falten($1.name)
        }
        return oben + uebrige
    }()

    /// Der Name zum Schlüssel; ein erloschener bleibt als Schlüssel lesbar.
    package static func name(_ schluessel: String) -> String {
        namen[schluessel] ?? "Staat \(schluessel)"
    }

    private static let namen = Dictionary(
        uniqueKeysWithValues: alle.map { ($0.schluessel, $0.name) })

    private static let haeufig = [
        "475", "423", "163", "438", "166", "439", "430", "160", "273", "224", "232",
        "170", "144", "150", "121", "422", "425", "451", "261", "146", "997", "998",
    ]

    private static let alle: [Eintrag] = tabelle.split(separator: "\n").map { zeile in
        Eintrag(schluessel: String(zeile.prefix(3)), name: String(zeile.dropFirst(4)))
    }

    private static let tabelle = """
        000 Deutschland
        121 Albanien
        122 Bosnien und Herzegowina
        123 Andorra
        124 Belgien
        125 Bulgarien
        126 Dänemark
        127 Estland
        128 Finnland
        129 Frankreich
        130 Kroatien
        131 Slowenien
        134 Griechenland
        135 Irland
        136 Island
        137 Italien
        139 Lettland
        140 Montenegro
        141 Liechtenstein
        142 Litauen
        143 Luxemburg
        144 Nordmazedonien
        145 Malta
        146 Moldau
        147 Monaco
        148 Niederlande
        149 Norwegen
        150 Kosovo
        151 Österreich
        152 Polen
        153 Portugal
        154 Rumänien
        155 Slowakei
        156 San Marino
        157 Schweden
        158 Schweiz
        160 Russische Föderation
        161 Spanien
        162 Tschechoslowakei
        163 Türkei
        164 Tschechien
        165 Ungarn
        166 Ukraine
        167 Vatikanstadt
        168 Vereinigtes Königreich
        169 Belarus
        170 Serbien
        181 Zypern
        185 Britische Überseegebiete
        221 Algerien
        223 Angola
        224 Eritrea
        225 Äthiopien
        226 Lesotho
        227 Botsuana
        229 Benin
        230 Dschibuti
        231 Côte d’Ivoire
        232 Nigeria
        233 Simbabwe
        236 Gabun
        237 Gambia
        238 Ghana
        239 Mauretanien
        242 Cabo Verde
        243 Kenia
        244 Komoren
        245 Kongo
        246 Kongo, Demokratische Republik
        247 Liberia
        248 Libyen
        249 Madagaskar
        251 Mali
        252 Marokko
        253 Mauritius
        254 Mosambik
        255 Niger
        256 Malawi
        257 Sambia
        258 Burkina Faso
        259 Guinea-Bissau
        261 Guinea
        262 Kamerun
        263 Südafrika
        265 Ruanda
        267 Namibia
        268 São Tomé und Príncipe
        269 Senegal
        271 Seychellen
        272 Sierra Leone
        273 Somalia
        274 Äquatorialguinea
        276 Sudan (einschließlich Südsudan)
        277 Sudan
        278 Südsudan
        281 Eswatini
        282 Tansania
        283 Togo
        284 Tschad
        285 Tunesien
        286 Uganda
        287 Ägypten
        289 Zentralafrikanische Republik
        291 Burundi
        320 Antigua und Barbuda
        322 Barbados
        323 Argentinien
        324 Bahamas
        326 Bolivien
        327 Brasilien
        328 Guyana
        330 Belize
        332 Chile
        333 Dominica
        334 Costa Rica
        335 Dominikanische Republik
        336 Ecuador
        337 El Salvador
        340 Grenada
        345 Guatemala
        346 Haiti
        347 Honduras
        348 Kanada
        349 Kolumbien
        351 Kuba
        353 Mexiko
        354 Nicaragua
        355 Jamaika
        357 Panama
        359 Paraguay
        361 Peru
        364 Suriname
        365 Uruguay
        366 St. Lucia
        367 Venezuela
        368 Vereinigte Staaten
        369 St. Vincent und die Grenadinen
        370 St. Kitts und Nevis
        371 Trinidad und Tobago
        411 Hongkong
        412 Macau
        421 Jemen
        422 Armenien
        423 Afghanistan
        424 Bahrain
        425 Aserbaidschan
        426 Bhutan
        427 Myanmar
        429 Brunei Darussalam
        430 Georgien
        431 Sri Lanka
        432 Vietnam
        434 Korea, Demokratische Volksrepublik
        436 Indien
        437 Indonesien
        438 Irak
        439 Iran
        441 Israel
        442 Japan
        444 Kasachstan
        445 Jordanien
        446 Kambodscha
        447 Katar
        448 Kuwait
        449 Laos
        450 Kirgisistan
        451 Libanon
        454 Malediven
        456 Oman
        457 Mongolei
        458 Nepal
        459 Palästinensische Gebiete
        460 Bangladesch
        461 Pakistan
        462 Philippinen
        465 Taiwan
        467 Korea, Republik
        469 Vereinigte Arabische Emirate
        470 Tadschikistan
        471 Turkmenistan
        472 Saudi-Arabien
        474 Singapur
        475 Syrien
        476 Thailand
        477 Usbekistan
        479 China
        482 Malaysia
        483 Timor-Leste
        523 Australien
        524 Salomonen
        526 Fidschi
        530 Kiribati
        531 Naoero
        532 Vanuatu
        536 Neuseeland
        537 Palau
        538 Papua-Neuguinea
        540 Tuvalu
        541 Tonga
        543 Samoa
        544 Marshallinseln
        545 Mikronesien
        997 staatenlos
        998 ungeklärt
        999 ohne Angabe (Staatsangehörigkeit)
        """
}
