// Passkeys: Der Server stellt eine Aufgabe, das Gerät löst sie, das Formular bringt die Lösung zurück.
// Ohne dieses Skript oder ein Gerät, das Passkeys kennt, bleiben die Formulare verborgen.

const lies = (text) => Uint8Array.from(
  atob(text.replaceAll("-", "+").replaceAll("_", "/")), (zeichen) => zeichen.charCodeAt(0));
const schreibe = (puffer) => btoa(String.fromCharCode(...new Uint8Array(puffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const schluessel = (kennungen) => kennungen.map((id) => ({ type: "public-key", id: lies(id) }));

const geraet = {
  async anlegen(aufgabe) {
    const { response } = await navigator.credentials.create({ publicKey: {
      challenge: lies(aufgabe.aufgabe),
      rp: { id: aufgabe.stelle, name: "Mandat" },
      user: { id: lies(aufgabe.person.id), name: aufgabe.person.anmeldename, displayName: aufgabe.person.name },
      pubKeyCredParams: aufgabe.verfahren.map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      excludeCredentials: schluessel(aufgabe.kennungen),
      attestation: "none",
    } });
    return { angaben: schreibe(response.clientDataJSON), bescheinigung: schreibe(response.attestationObject) };
  },
  async nachweisen(aufgabe) {
    const { rawId, response } = await navigator.credentials.get({ publicKey: {
      challenge: lies(aufgabe.aufgabe),
      rpId: aufgabe.stelle,
      allowCredentials: schluessel(aufgabe.kennungen),
      userVerification: "required",
    } });
    return {
      kennung: schreibe(rawId),
      angaben: schreibe(response.clientDataJSON),
      pruefdaten: schreibe(response.authenticatorData),
      unterschrift: schreibe(response.signature),
      inhaber: schreibe(response.userHandle),
    };
  },
};

const satz = (fehler) => {
  switch (fehler.name) {
    case "InvalidStateError": return "Auf diesem Gerät gibt es schon einen Passkey für Sie.";
    case "NotAllowedError": return "Das Gerät hat keinen Passkey verwendet: abgebrochen, abgelaufen oder keiner da.";
    case "SecurityError": return "Passkeys gelten nur unter der Adresse, die der IT-Betrieb eingestellt hat.";
    default: return "Das hat nicht geklappt. Laden Sie die Seite neu und versuchen Sie es noch einmal.";
  }
};

const loese = async (teil) => {
  const daten = new URLSearchParams({ csrf: teil.elements.csrf.value });
  const antwort = await fetch(teil.dataset.aufgabe, { method: "POST", body: daten });
  // Wer sich erst ausweisen muss, wird dorthin geführt.
  if (antwort.redirected) {
    location.assign(antwort.url);
    return;
  }
  if (!antwort.ok) throw new Error(String(antwort.status));
  const loesung = await geraet[teil.dataset.passkey](await antwort.json());
  for (const [name, wert] of Object.entries(loesung)) teil.elements[name].value = wert;
  teil.submit();
};

for (const teil of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  const meldung = teil.querySelector("[role=alert]");
  let laeuft = false;
  teil.hidden = false;
  teil.addEventListener("submit", async (ereignis) => {
    ereignis.preventDefault();
    ereignis.stopPropagation();
    if (laeuft) return;
    // Erst der Name, dann das Gerät: Ohne ihn sagt der Server, was fehlt.
    if (teil.elements.passkeyname?.value.trim() === "") {
      teil.submit();
      return;
    }
    laeuft = true;
    meldung.hidden = true;
    try {
      await loese(teil);
    } catch (fehler) {
      meldung.textContent = satz(fehler);
      meldung.hidden = false;
    }
    laeuft = false;
  });
}
