// Erleichterungen. Ohne dieses Skript geht alles auch, nur mit mehr Wegen.
"use strict";

// Kästchen und Knöpfe nehmen keine Buchstaben; dort wirken die Tasten der Seite.
const TEXT = "input:not([type=checkbox], [type=radio], [type=file]), select, textarea, [contenteditable]";
const imFeld = (ziel) => ziel.closest(TEXT) !== null;

// Doppelt gesendet: Der zweite Klick bleibt ohne Wirkung. Der Server erkennt ihn ohnehin am Vorgang.
document.addEventListener("submit", (ereignis) => {
  const formular = ereignis.target;
  // Wer eine Datei abholt, bleibt auf der Seite und darf es noch einmal tun.
  if (formular.method !== "post" || "mehrfach" in formular.dataset) return;
  if (formular.dataset.gesendet) {
    ereignis.preventDefault();
    return;
  }
  formular.dataset.gesendet = "1";
  for (const knopf of formular.querySelectorAll("button")) knopf.setAttribute("aria-disabled", "true");
});
// Zurück aus dem Zwischenspeicher des Browsers: Das Formular ist wieder frei.
window.addEventListener("pageshow", (ereignis) => {
  if (!ereignis.persisted) return;
  for (const formular of document.querySelectorAll("form[data-gesendet]")) {
    delete formular.dataset.gesendet;
    for (const knopf of formular.querySelectorAll("button")) knopf.removeAttribute("aria-disabled");
  }
});

// Nach einem Formular mit Fehlern steht der Fokus auf der Zusammenfassung.
document.querySelector("[data-fokus]")?.focus();

// Zurück und Drucken kann der Browser auch selbst; mit Skript steht beides als Knopf auf der Seite.
const knopf = (merkmal, tun) => {
  for (const element of document.querySelectorAll(`[data-${merkmal}]`)) {
    element.hidden = false;
    element.addEventListener("click", tun);
  }
};
if (history.length > 1) knopf("zurueck", () => history.back());
knopf("drucken", () => window.print());

// Auf schmalen Schirmen rollen die Reiter; der jetzige bleibt im Blick.
for (const jetzt of document.querySelectorAll(":is(.kopf__nav, .reiter) [aria-current]")) {
  const liste = jetzt.closest("ul");
  const rand = liste.getBoundingClientRect();
  if (jetzt.getBoundingClientRect().right > rand.right) {
    liste.scrollLeft += jetzt.getBoundingClientRect().left - rand.left - 16;
  }
}

// Tabellen brauchen nur dann einen Halt für die Tastatur, wenn sie in ihrem Rahmen rollen.
const rahmenPruefen = () => {
  for (const rahmen of document.querySelectorAll(".rahmen")) {
    if (rahmen.scrollWidth > rahmen.clientWidth) rahmen.tabIndex = 0;
    else rahmen.removeAttribute("tabindex");
  }
};
rahmenPruefen();
window.addEventListener("resize", rahmenPruefen);

// Was nur zu einer Wahl gehört, ist nur mit ihr zu sehen.
for (const teil of document.querySelectorAll("[data-nur-feld]")) {
  const formular = teil.closest("form");
  const zeigen = () => {
    teil.hidden = new FormData(formular).get(teil.dataset.nurFeld) !== teil.dataset.nurWert;
  };
  formular.addEventListener("change", zeigen);
  zeigen();
}

// Wie viel ausgewählt ist, steht auf dem Knopf und daneben.
for (const formular of document.querySelectorAll("form[data-auswahl]")) {
  formular.addEventListener("change", () => {
    const kaesten = [...formular.querySelectorAll(".wahlzelle input")];
    const gewaehlt = kaesten.filter((kasten) => kasten.checked);
    const cent = gewaehlt.reduce((summe, kasten) => summe + Number(kasten.dataset.cent ?? 0), 0);
    const betrag = (cent / 100).toLocaleString("de-DE", { minimumFractionDigits: 2 });
    for (const ziel of formular.querySelectorAll("[data-auswahl-anzahl]")) ziel.textContent = gewaehlt.length;
    for (const ziel of formular.querySelectorAll("[data-auswahl-summe]")) ziel.textContent = `${betrag} €`;
    for (const kasten of kaesten) kasten.closest("tr").classList.toggle("gewaehlt", kasten.checked);
  });
}

// Zeilen: j und k gehen ab und auf, Enter öffnet.
const zeilen = () => [...document.querySelectorAll("main .tab tbody tr")].filter((zeile) => zeile.querySelector("a") || "zeile" in zeile.dataset);
const gehe = (schritt) => {
  const alle = zeilen();
  if (alle.length === 0) return;
  const jetzt = alle.findIndex((zeile) => zeile.classList.contains("aktuell"));
  const naechste = alle[Math.min(Math.max(jetzt + schritt, 0), alle.length - 1)];
  alle[jetzt]?.classList.remove("aktuell");
  naechste.classList.add("aktuell");
  (naechste.querySelector("a") ?? naechste.querySelector("input"))?.focus();
};

// Wo Treffer zur Wahl stehen, ist der erste schon gewählt.
if (document.querySelector("[data-zeilen]")) gehe(1);
document.addEventListener("keydown", (ereignis) => {
  const schritt = { ArrowDown: 1, ArrowUp: -1 }[ereignis.key];
  if (!schritt || ereignis.ctrlKey || ereignis.altKey || ereignis.metaKey) return;
  const inZeile = ereignis.target.closest("main .tab tbody tr a") !== null;
  const abwaerts = ereignis.target.id === "suche" && schritt === 1;
  if (!inZeile && !(abwaerts && document.querySelector("[data-zeilen]"))) return;
  ereignis.preventDefault();
  gehe(inZeile ? schritt : 0);
});

const hilfe = () => {
  const vorlage = document.getElementById("tasten");
  if (!vorlage) return;
  let dialog = document.getElementById("tasten-dialog");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "tasten-dialog";
    for (const teil of vorlage.children) {
      if (teil.tagName !== "SUMMARY") dialog.append(teil.cloneNode(true));
    }
    const ueberschrift = dialog.querySelector("h2");
    ueberschrift.id = "tasten-titel";
    dialog.setAttribute("aria-labelledby", "tasten-titel");
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "knoepfe";
    const knopf = document.createElement("button");
    knopf.className = "knopf";
    knopf.textContent = "Schließen";
    form.append(knopf);
    dialog.append(form);
    document.body.append(dialog);
  }
  dialog.showModal();
};

// Ein Knopf oder Verweis, der eine Taste nennt, hört auf sie.
const betaetige = (taste, wo = "") => {
  const knoepfe = [...document.querySelectorAll(`${wo}[data-taste]`)];
  const ziel = knoepfe.find((knopf) => knopf.dataset.taste === taste);
  ziel?.click();
  return ziel !== undefined;
};

// Eine Zeile hat eigene Tasten: die aktuelle; ist keine aktuell, die erste.
const betaetigeZeile = (taste) => {
  const zeile = document.querySelector("main tr.aktuell") ?? document.querySelector("main tr:has([data-zeilentaste])");
  const knoepfe = [...(zeile?.querySelectorAll("[data-zeilentaste]") ?? [])];
  const ziel = knoepfe.find((knopf) => knopf.dataset.zeilentaste === taste);
  ziel?.click();
  // Wo eine Antwort der anderen folgt, ist die nächste Zeile dran.
  if (ziel && "weiter" in ziel.dataset) {
    zeile.classList.add("aktuell");
    gehe(1);
  }
  return ziel !== undefined;
};

const mitStrg = (ereignis) => {
  if (ereignis.key === "Enter") {
    if (betaetige("Strg Enter")) ereignis.preventDefault();
  } else if (ereignis.key === "s") {
    const speichern = document.querySelector("[data-taste='Strg S']") ?? document.querySelector(".leiste .knopf--haupt");
    if (speichern) {
      ereignis.preventDefault();
      speichern.click();
    }
  }
};

let zuletzt = "";
const einzeln = (ereignis) => {
  const folge = zuletzt ? `${zuletzt} ${ereignis.key}` : ereignis.key;
  zuletzt = "";
  switch (folge) {
    case "/": document.getElementById("suche")?.focus(); break;
    case "?": hilfe(); break;
    case "j": gehe(1); break;
    case "k": gehe(-1); break;
    case "g": zuletzt = "g"; return;
    case "g a": document.querySelector(".kopf__ort a")?.click(); break;
    // Enter gehört dem, was den Fokus hat; nur wo nichts ihn hat, hört die Seite darauf.
    case "Enter": if (document.activeElement !== document.body || !betaetige("Enter")) return; break;
    // Die Seite geht vor, dann die Zeile, zuletzt die Navigation.
    default: if (!betaetige(folge, "main ") && !betaetigeZeile(folge) && !betaetige(folge)) return;
  }
  ereignis.preventDefault();
};

document.addEventListener("keydown", (ereignis) => {
  if (ereignis.isComposing || ereignis.altKey || document.querySelector("dialog[open]")) return;
  if (ereignis.ctrlKey || ereignis.metaKey) mitStrg(ereignis);
  else if (ereignis.key === "Escape" && imFeld(ereignis.target)) ereignis.target.blur();
  else if ("tasten" in document.body.dataset && !imFeld(ereignis.target)) einzeln(ereignis);
});

// Eine laufende Arbeit zeigt ihren Stand von selbst; ist sie fertig, lädt die Seite einmal neu.
const laufend = document.querySelector("[data-laufend]");
if (laufend) {
  setInterval(async () => {
    if (document.hidden) return;
    const antwort = await fetch(location.href).catch(() => null);
    if (!antwort?.ok) return;
    const seite = new DOMParser().parseFromString(await antwort.text(), "text/html");
    const neu = seite.querySelector("[data-laufend]");
    if (!neu) location.reload();
    else if (neu.textContent !== laufend.textContent) laufend.replaceChildren(...neu.childNodes);
  }, 3000);
}
