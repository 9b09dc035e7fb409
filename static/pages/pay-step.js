// The widget's step to pay, loaded when there is something to pay: our own page in a dialog over the restaurant's, or in a
// tab of its own. No card ever meets this code or the page around it. How the payment stands is asked of the edge, again
// and again, so it does not matter where it was made.
//
//   <couvert-pay class="done" restaurant="SLUG" pay-url="https://HOST/pay/TOKEN" lang="de"></couvert-pay>
//
// A gift card is bought with purpose="gift-card". Events: `paid` when the booking stands or the gift card is there, `again`
// when it is gone and the guest wants another.

const LOOK_MS = 2500;

const HERE = new URL(".", import.meta.url);

/** What these scripts say in a language: see `words/`.
 * @param {string | null} lang
 * @returns {Promise<ScriptTexts>} */
export async function textsOf(lang) {
  /** @param {string} language */
  const read = async (language) => {
    const answer = await fetch(new URL(`words/${language}.json`, HERE), { credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  return read((lang || "en").slice(0, 2).toLowerCase()).catch(() => read("en"));
}

/** A text with values in the places that it has for them.
 * @param {string} text
 * @param {Record<string, string | null | undefined>} values */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

// A sheet, and not a style element: a host page's policy may forbid those.
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
  couvert-pay dialog { margin: auto; width: min(440px, 100vw); max-width: 100vw; height: min(820px, 100dvh); max-height: 100dvh;
    padding: 0 0 10px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--paper); color: var(--ink); }
  couvert-pay dialog[open] { display: grid; grid-template-rows: 1fr auto; justify-items: center; gap: 10px; }
  couvert-pay dialog::backdrop { background: rgb(20 16 12 / 55%); }
  couvert-pay iframe { width: 100%; height: 100%; border: 0; }
`);

/** @type {<T extends keyof HTMLElementTagNameMap>(tag: T, attributes: Record<string, string>, ...children: (Node | string)[])
 *   => HTMLElementTagNameMap[T]} */
export const el = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const LOST = ["voided", "cancelled", "declined", "expired", "refunded"];

/** How what is paid there stands: `pending`, `paid` or `lost`; nothing where it cannot be told.
 * @param {string} restaurant
 * @param {string} payUrl */
export async function standing(restaurant, payUrl) {
  const { origin, pathname } = new URL(payUrl);
  const status = `${origin}/v1/restaurants/${encodeURIComponent(restaurant)}/payments/${pathname.split("/").pop()}`;
  const answer = await fetch(status, { credentials: "omit" }).catch(() => null);
  if (!answer?.ok) return undefined;
  // What becomes of the booking counts, where it is for one.
  /** @type {Schemas["BookingPayment"]} */
  const { bookingStatus, state } = await answer.json();
  if (["payment_pending", "pending"].includes(bookingStatus ?? state)) return "pending";
  return LOST.includes(bookingStatus ?? state) ? "lost" : "paid";
}

class CouvertPay extends HTMLElement {
  /** @type {ScriptTexts["paying"] | undefined} */ words;
  /** @type {ReturnType<typeof setInterval> | undefined} */ timer;

  async connectedCallback() {
    const root = /** @type {ShadowRoot} */ (this.getRootNode());
    if (!root.adoptedStyleSheets.includes(SHEET)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, SHEET];
    // Who pays by the link that stands here is heard of too.
    this.timer = setInterval(() => this.look(), LOOK_MS);
    const paying = await textsOf(this.getAttribute("lang")).then((texts) => texts.paying, () => undefined);
    if (!paying || !this.isConnected || this.words) return;
    const gift = { hint: paying.giftHint, lost: paying.giftLost, again: paying.giftAgain };
    this.words = this.getAttribute("purpose") === "gift-card" ? { ...paying, ...gift } : paying;
    this.draw(this.words);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.words = undefined;
  }

  get payUrl() {
    return this.getAttribute("pay-url") ?? "";
  }

  /** @param {ScriptTexts["paying"]} words */
  draw({ toPay, hint, pay, tab, newTab, close }) {
    const { payUrl } = this;
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
    const state = await standing(this.getAttribute("restaurant") ?? "", this.payUrl);
    if (!this.isConnected || (state !== "paid" && state !== "lost")) return;
    clearInterval(this.timer);
    if (state === "lost" && this.words) this.lose(this.words);
    else if (state === "lost") this.dispatchEvent(new Event("again"));
    else this.dispatchEvent(new Event("paid"));
  }

  /** @param {ScriptTexts["paying"]} words */
  lose({ lost, lostHint, again }) {
    const heading = el("h3", { tabindex: "-1" }, lost);
    const button = el("button", { type: "button", class: "primary" }, again);
    button.addEventListener("click", () => this.dispatchEvent(new Event("again")));
    this.replaceChildren(heading, el("p", { class: "hint", role: "status" }, lostHint), button);
    heading.focus();
  }
}

if (!customElements.get("couvert-pay")) customElements.define("couvert-pay", CouvertPay);
