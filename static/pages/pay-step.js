// The widget's step to pay, loaded when there is something to pay: our own page in a dialog over the restaurant's, or in a
// tab of its own. No card ever meets this code or the page around it. How the payment stands is asked of the edge, again
// and again, so it does not matter where it was made.
//
//   <couvert-pay class="done" restaurant="SLUG" pay-url="https://HOST/pay/TOKEN" lang="de"></couvert-pay>
//
// Events: `paid` when the booking stands, `again` when it is gone and the guest wants another.

const LOOK_MS = 2500;

const WORDS = {
  de: {
    toPay: "Nur noch ein Schritt", hint: "Ihr Tisch bleibt frei, während Sie bezahlen. Den Link haben Sie auch per E-Mail.",
    pay: "Zur Zahlung", tab: "Lieber in einem neuen Tab bezahlen", newTab: "öffnet in einem neuen Tab", close: "Schließen",
    lost: "Ihr Tisch ist wieder frei",
    lostHint: "Die Zahlung kam nicht rechtzeitig. Was noch ankommt, geht von selbst zurück.",
    again: "Neuen Tisch reservieren",
  },
  en: {
    toPay: "One last step", hint: "Your table is kept while you pay. The link is in your e-mail too.",
    pay: "Go to payment", tab: "Pay in a new tab instead", newTab: "opens in a new tab", close: "Close",
    lost: "Your table is free again",
    lostHint: "It was not paid in time. Money that still arrives goes back by itself.",
    again: "Book another table",
  },
};

// A sheet, and not a style element: a host page's policy may forbid those.
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
  couvert-pay dialog { margin: auto; width: min(440px, 100vw); max-width: 100vw; height: min(820px, 100dvh); max-height: 100dvh;
    padding: 0 0 10px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--paper); color: var(--ink); }
  couvert-pay dialog[open] { display: grid; grid-template-rows: 1fr auto; justify-items: center; gap: 10px; }
  couvert-pay dialog::backdrop { background: rgb(20 16 12 / 55%); }
  couvert-pay iframe { width: 100%; height: 100%; border: 0; }
`);

const el = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

class CouvertPay extends HTMLElement {
  connectedCallback() {
    const root = this.getRootNode();
    if (!root.adoptedStyleSheets.includes(SHEET)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, SHEET];
    this.words = WORDS[this.getAttribute("lang")] ?? WORDS.en;
    const payUrl = new URL(this.getAttribute("pay-url"));
    const token = payUrl.pathname.split("/").pop();
    this.status = `${payUrl.origin}/v1/restaurants/${encodeURIComponent(this.getAttribute("restaurant"))}/payments/${token}`;
    this.draw(payUrl.href);
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  draw(payUrl) {
    const { toPay, hint, pay, tab, newTab, close } = this.words;
    const heading = el("h3", { tabindex: "-1" }, toPay);
    const open = el("button", { type: "button", class: "primary" }, pay);
    const shut = el("button", { type: "button", class: "chip" }, close);
    const frame = el("iframe", { src: payUrl, title: pay, referrerpolicy: "no-referrer" });
    const dialog = el("dialog", { "aria-label": pay }, frame, shut);
    const link = el("a", { class: "link", href: payUrl, target: "_blank", rel: "noopener noreferrer" }, tab,
      el("span", { class: "voice" }, `, ${newTab}`));
    open.addEventListener("click", () => dialog.showModal());
    shut.addEventListener("click", () => dialog.close());
    this.replaceChildren(heading, el("p", { class: "hint" }, hint), open, el("div", { class: "ways" }, link), dialog);
    heading.focus({ preventScroll: true });
    dialog.showModal();
  }

  async look() {
    const answer = await fetch(this.status, { credentials: "omit" }).catch(() => null);
    if (!answer?.ok || !this.isConnected) return;
    const { bookingStatus } = await answer.json();
    if (bookingStatus === "payment_pending") return;
    clearInterval(this.timer);
    if (["voided", "cancelled", "declined"].includes(bookingStatus)) this.lose();
    else this.dispatchEvent(new Event("paid"));
  }

  lose() {
    const { lost, lostHint, again } = this.words;
    const heading = el("h3", { tabindex: "-1" }, lost);
    const button = el("button", { type: "button", class: "primary" }, again);
    button.addEventListener("click", () => this.dispatchEvent(new Event("again")));
    this.replaceChildren(heading, el("p", { class: "hint", role: "status" }, lostHint), button);
    heading.focus();
  }
}

if (!customElements.get("couvert-pay")) customElements.define("couvert-pay", CouvertPay);
