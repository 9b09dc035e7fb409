// The embed's second mode: guests buy a gift card, for themselves or for somebody. Loaded when its element comes near
// (static/embed.js); it wears the widget's style sheet, and what it sells is paid in the widget's step to pay.
//
// Tells the host page `couvert:gift-card-bought`, with `number`, `amount` in minor units and `currency`: nothing personal.
import { el, fill, standing, textsOf } from "./pay-step.js";

let numbers = 0;

/** Draws the shop into the element; the options are those of embed.js.
 * @param {HTMLElement} host
 * @param {{ origin: string, restaurant: string, lang?: string, theme?: string }} options */
export async function mount(host, { origin, restaurant, lang, theme }) {
  const language = lang || "en";
  const address = `${origin}/v1/restaurants/${encodeURIComponent(restaurant)}/gift-cards`;
  /** @param {string} url */
  const read = async (url) => {
    const answer = await fetch(url, { credentials: "omit" });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer;
  };
  const [shop, css, texts] = await Promise.all([
    read(address).then((answer) => answer.json()), read(`${origin}/couvert.css`).then((answer) => answer.text()),
    textsOf(language),
  ]);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css + SHEET);
  const root = host.shadowRoot || host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const card = el("div", { class: "card" });
  const couvert = el("div", { class: "couvert", lang: language, "data-theme": theme || "auto" }, card);
  root.replaceChildren(couvert);
  host.style.minHeight = "";
  const counter = new Counter({ host, card, shop, origin, address, restaurant, language, texts });
  await counter.resume();
  return { unmount: () => root.replaceChildren() };
}

const SHEET = `
  .offer { display: grid; gap: 8px; max-width: 460px; }
  .offer img, .card-pill img { display: block; width: 100%; aspect-ratio: 8 / 5; object-fit: cover; border-radius: var(--radius); background: var(--wash); }
  .card-pill img { margin-bottom: 8px; }
  .buying { max-width: 560px; margin-inline: auto; }
  .buying .hint { margin: 0; }
  .buying .column { gap: 18px; }
  .amounts { display: grid; gap: 8px; }
  .amounts .fault { margin-top: 6px; }
  .card-pill, .card-pill .face { height: 100%; }
  .done .chip:only-of-type { grid-column: 1 / -1; }
  @container couvert (min-width: 480px) { .cards { grid-template-columns: 1fr 1fr; } }
`;

/** @param {string} text */
const isEmail = (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** What was bought, and what was typed for it: enough to go on after a reload.
 * @typedef {Schemas["Purchased"] & Pick<Schemas["PurchaseRequest"], "buyerEmail" | "recipient">} Bought */

/** What is wrong with a field, by its name.
 * @typedef {[name: string, fault: string][]} Faults */

/** Where the guest is: at the form, at the payment, or done. */
class Counter {
  /** The last request, and the key that it was sent with.
   * @type {string | undefined} */
  body;
  key = "";
  id = `couvert-gift-${(numbers += 1)}`;
  form = el("form", { class: "column buying", novalidate: "" });
  alert = el("p", { class: "said alert", role: "alert" });
  amounts = el("div", { class: "amounts" });

  /** @param {{ host: HTMLElement, card: HTMLElement, shop: Schemas["GiftCardShop"], origin: string, address: string,
   *   restaurant: string, language: string, texts: ScriptTexts }} given */
  constructor({ host, card, shop, origin, address, restaurant, language, texts }) {
    this.host = host;
    this.card = card;
    this.shop = shop;
    this.origin = origin;
    this.address = address;
    this.restaurant = restaurant;
    this.language = language;
    this.words = texts.giftCards;
    this.offer = shop.offers[0];
    this.button = el("button", { type: "submit", class: "primary" }, this.words.buy);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.buy();
    });
    this.stored = `couvert-gift-card-${restaurant}`;
    // The edge counts in minor units, and says of how many digits: browsers have other opinions.
    this.digits = this.shop.minorDigits;
    const isAmerican = this.language === "en" && this.shop.locales.includes("en-US");
    this.locale = isAmerican ? "en-US" : texts.intl;
    this.money = new Intl.NumberFormat(this.locale, {
      style: "currency", currency: this.shop.currency, minimumFractionDigits: this.digits, maximumFractionDigits: this.digits,
      trailingZeroDisplay: isAmerican ? "auto" : "stripIfInteger",
    });
  }

  /** @param {number} minor */
  sum(minor) {
    return this.money.format(minor / 10 ** this.digits);
  }

  /** @param {string} day */
  date(day) {
    /** @type {Intl.DateTimeFormatOptions} */
    const words = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return new Date(`${day}T00:00Z`).toLocaleDateString(this.locale, words);
  }

  /** A page that was loaded again goes on where it was. */
  async resume() {
    /** @type {Bought | null} */
    let bought = null;
    try { bought = JSON.parse(sessionStorage.getItem(this.stored) ?? "null"); } catch { /* A page may forbid its storage. */ }
    const state = bought && (await standing(this.restaurant, bought.payUrl));
    if (!bought || state === "lost") this.ask();
    else if (state === "paid") this.finish(bought);
    // Where it cannot be told just now, the step to pay goes on asking.
    else this.pay(bought);
  }

  /** For a reload. The link that opens the card is left out: the page's own scripts could read it, and the mail has it.
   * @param {Bought | null} bought */
  keep(bought) {
    try {
      if (bought) sessionStorage.setItem(this.stored, JSON.stringify({ ...bought, cardUrl: undefined }));
      else sessionStorage.removeItem(this.stored);
    } catch { /* It is only lost on a reload. */ }
  }

  /** Shows this alone; what is new is read out.
   * @param {Node[]} parts */
  show(...parts) {
    const title = el("h2", {}, this.words.title);
    const masthead = el("div", { class: "masthead" }, el("p", { class: "eyebrow" }, this.shop.restaurantName), title);
    this.card.replaceChildren(masthead, ...parts);
  }

  ask() {
    this.keep(null);
    if (!this.shop.offers.length) return this.show(el("p", { class: "said" }, this.words.none));
    this.alert.textContent = "";
    this.offer = this.shop.offers[0];
    this.drawAmounts();
    this.form.replaceChildren(this.offers(), this.amounts, ...this.people(), this.consent(), this.alert, this.button);
    this.show(this.form);
  }

  /** The same once more, for who was somewhere else on the page before. */
  askAgain() {
    this.ask();
    const title = this.card.querySelector("h2");
    title?.setAttribute("tabindex", "-1");
    title?.focus({ preventScroll: true });
  }

  offers() {
    const { offers } = this.shop;
    const tags = [this.language, ...this.shop.locales];
    /** @param {Schemas["GiftCardOffer"]} offer */
    const name = (offer) => tags.map((tag) => offer.name[tag]).find(Boolean) || Object.values(offer.name)[0] || this.words.card;
    /** @param {Schemas["GiftCardOffer"]} offer */
    const image = (offer) => (offer.image ? [el("img", { src: new URL(offer.image.url, this.origin).href, alt: "", loading: "lazy" })] : []);
    if (offers.length === 1) return el("div", { class: "offer" }, ...image(offers[0]), el("h3", {}, name(offers[0])));
    const pills = offers.map((offer) => {
      const choice = el("input", { type: "radio", name: "template", value: offer.templateId });
      choice.checked = offer === this.offer;
      choice.addEventListener("change", () => {
        this.offer = offer;
        this.drawAmounts();
      });
      return el("label", { class: "pill card-pill" }, choice, el("span", { class: "face" }, ...image(offer), name(offer)));
    });
    return choices(this.words.card, el("div", { class: "cards" }, ...pills));
  }

  drawAmounts() {
    const { minAmount, maxAmount, amounts, expiresOnDay } = this.offer;
    const valid = el("p", { class: "hint" }, fill(this.words.valid, { day: this.date(expiresOnDay) }));
    if (!amounts.length) {
      const bounds = fill(this.words.between, { from: this.sum(minAmount), to: this.sum(maxAmount) });
      const field = this.field("amount", this.words.amount, { inputmode: "decimal", autocomplete: "off", placeholder: bounds });
      return this.amounts.replaceChildren(field, valid);
    }
    const pills = amounts.map((amount) => word("amount", String(amount), this.sum(amount)));
    const group = choices(this.words.amount, el("div", { class: "pills" }, ...pills), this.fault("amount"));
    group.setAttribute("aria-describedby", `${this.id}-amount-fault`);
    this.amounts.replaceChildren(group, valid);
  }

  people() {
    const { words } = this;
    const kinds = [word("whom", "me", words.forMe), word("whom", "somebody", words.forSomebody)];
    const [forMe, forSomebody] = kinds.map((kind) => /** @type {HTMLInputElement} */ (kind.firstChild));
    forMe.checked = true;
    const email = this.field("recipientEmail", words.recipientEmail, { type: "email", inputmode: "email", autocomplete: "off" }, true);
    const { today, deliverUntil } = this.shop;
    const day = this.field("deliverOnDay", words.day, { type: "date", min: today, max: deliverUntil }, true);
    day.append(el("p", { class: "hint" }, words.dayHint));
    const byHand = el("p", { class: "hint" }, words.byHand);
    const somebody = el("div", { class: "column" },
      this.field("recipientName", words.recipientName, { autocomplete: "off", maxlength: "100" }),
      this.field("message", words.message, { rows: "3", maxlength: "500" }, true), email, byHand, day);
    const fit = () => {
      somebody.hidden = !forSomebody.checked;
      const isSent = email.querySelector("input")?.value.trim() !== "";
      [byHand.hidden, day.hidden] = [isSent, !isSent];
    };
    for (const part of [...kinds, email]) part.addEventListener("input", fit);
    fit();
    return [
      choices(words.forWhom, el("div", { class: "pills" }, ...kinds)), somebody,
      this.field("buyerName", words.buyerName, { autocomplete: "name", maxlength: "100" }),
      this.field("buyerEmail", words.buyerEmail, { type: "email", inputmode: "email", autocomplete: "email" }),
    ];
  }

  /** @param {string} name
   * @param {string} label
   * @param {Record<string, string>} attributes */
  field(name, label, attributes, isOptional = false) {
    const id = `${this.id}-${name}`;
    /** @type {Record<string, string>} */
    const required = isOptional ? {} : { "aria-required": "true" };
    const input = el(name === "message" ? "textarea" : "input", { id, name, "aria-describedby": `${id}-fault`, ...required, ...attributes });
    const title = el("label", { for: id }, label, ...(isOptional ? [el("small", {}, this.words.optional)] : []));
    return el("div", { class: "field" }, title, input, this.fault(name));
  }

  /** @param {string} name */
  fault(name) {
    return el("p", { class: "fault", id: `${this.id}-${name}-fault` });
  }

  consent() {
    const { words, shop } = this;
    const tick = el("input", { type: "checkbox", name: "consent", "aria-required": "true", "aria-describedby": `${this.id}-consent-fault` });
    const label = el("label", {}, tick, el("span", {}, fill(words.consent, { name: shop.restaurantName })));
    const privacy = shop.privacyUrl
      ? [el("a", { href: new URL(shop.privacyUrl, this.origin).href, target: "_blank", rel: "noopener noreferrer" }, words.privacy, el("span", { class: "voice" }, `, ${words.newTab}`))]
      : [];
    return el("div", { class: "field consent" }, label, ...privacy, this.fault("consent"));
  }

  /** What was typed, as the edge takes it.
   * @returns {Schemas["PurchaseRequest"]} */
  request() {
    /** @type {Record<string, string>} */
    const typed = Object.fromEntries([...new FormData(this.form)].map(([name, value]) => [name, String(value)]));
    /** @param {string} name */
    const text = (name) => (typed[name] ?? "").trim();
    const amount = this.offer.amounts.length ? Number(typed.amount) : minor(text("amount"), this.digits);
    const day = text("recipientEmail") && text("deliverOnDay");
    const recipient = typed.whom === "somebody" && {
      name: text("recipientName"), email: text("recipientEmail"), message: text("message"), ...(day ? { deliverOnDay: day } : {}),
    };
    return {
      templateId: this.offer.templateId, amount, buyerName: text("buyerName"), buyerEmail: text("buyerEmail"),
      locale: this.language, consent: /** @type {true} */ (typed.consent === "on"), ...(recipient ? { recipient } : {}),
    };
  }

  /** What is wrong with it, by field; the edge looks again.
   * @param {Schemas["PurchaseRequest"]} request
   * @returns {Faults} */
  wrong({ amount, buyerName, buyerEmail, consent, recipient }) {
    const { minAmount, maxAmount, amounts } = this.offer;
    const { words } = this;
    const { today, deliverUntil } = this.shop;
    const isOffered = amounts.length ? amounts.includes(amount) : minAmount <= amount && amount <= maxAmount;
    const { name, email, message, deliverOnDay: day } = recipient ?? { name: "-" };
    /** @type {Record<string, string | false | null | undefined>} */
    const faults = {
      amount: !isOffered && (amounts.length ? words.faultChoice : fill(words.faultAmount, { from: this.sum(minAmount), to: this.sum(maxAmount) })),
      recipientName: !name && words.faultName,
      message: (message ?? "").length > 500 && words.faultMessage,
      recipientEmail: email && !isEmail(email) && words.faultEmail,
      deliverOnDay: day && (day < today || day > deliverUntil) && words.faultDay,
      buyerName: !buyerName && words.faultName,
      buyerEmail: !isEmail(buyerEmail) && words.faultEmail,
      consent: !consent && words.faultConsent,
    };
    return Object.entries(faults).flatMap(([name, fault]) => (fault ? [[name, fault]] : []));
  }

  /** @param {Faults} faults */
  mark(faults) {
    for (const fault of this.form.querySelectorAll(".fault")) fault.textContent = "";
    for (const field of this.form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const [name, fault] of faults) {
      this.faultOf(name)?.replaceChildren(fault);
      for (const field of this.form.querySelectorAll(`[name=${name}]`)) field.setAttribute("aria-invalid", "true");
    }
    /** @type {HTMLElement | null} */ (this.form.querySelector("[aria-invalid]"))?.focus();
  }

  /** @param {string} name */
  faultOf(name) {
    return this.form.querySelector(`#${this.id}-${name}-fault`);
  }

  async buy() {
    if (this.button.hasAttribute("aria-busy")) return;
    this.alert.textContent = "";
    const request = this.request();
    const faults = this.wrong(request);
    this.mark(faults);
    if (faults.length) return;
    const body = JSON.stringify(request);
    // Sent twice, it is bought once; something else is another purchase.
    if (this.body !== body) [this.body, this.key] = [body, crypto.randomUUID()];
    this.button.setAttribute("aria-busy", "true");
    const headers = { "content-type": "application/json", "idempotency-key": this.key };
    const answer = await fetch(`${this.address}/purchases`, { method: "POST", credentials: "omit", headers, body }).catch(() => null);
    this.button.removeAttribute("aria-busy");
    if (!answer) return (this.alert.textContent = this.words.offline);
    if (!answer.ok) return this.refuse(await answer.json().catch(() => ({})));
    const bought = { ...(await answer.json()), buyerEmail: request.buyerEmail, recipient: request.recipient };
    this.body = undefined;
    this.keep(bought);
    this.pay(bought);
  }

  /** The edge saw a fault that we did not.
   * @param {Partial<Schemas["Problem"]>} problem */
  refuse({ errors = [] }) {
    /** @type {Record<string, string>} */
    const names = { "/recipient/name": "recipientName", "/recipient/email": "recipientEmail" };
    const { faultName, faultEmail, faultDay } = this.words;
    /** @type {Record<string, string>} */
    const texts = { recipientName: faultName, buyerName: faultName, recipientEmail: faultEmail, buyerEmail: faultEmail, deliverOnDay: faultDay };
    const known = errors.map(({ pointer }) => names[pointer] ?? pointer.split("/").pop() ?? "").filter((name) => this.faultOf(name));
    /** @type {Faults} */
    const faults = known.map((name) => [name, texts[name] ?? this.words.refused]);
    this.mark(faults);
    if (!faults.length) this.alert.textContent = this.words.refused;
  }

  /** @param {Bought} bought */
  pay(bought) {
    const step = el("couvert-pay", {
      class: "done", purpose: "gift-card", restaurant: this.restaurant, "pay-url": bought.payUrl, lang: this.language,
    });
    step.addEventListener("paid", () => {
      const { number, amount, currency } = bought;
      const told = { bubbles: true, composed: true, detail: { number, amount, currency } };
      this.host.dispatchEvent(new CustomEvent("couvert:gift-card-bought", told));
      this.finish(bought);
    });
    step.addEventListener("again", () => this.askAgain());
    this.show(step);
  }

  /** @param {Bought} bought */
  finish({ cardUrl, number, buyerEmail, recipient }) {
    const { words } = this;
    const { name, email, deliverOnDay: day } = recipient ?? { name: "" };
    const text = day && day !== this.shop.today ? fill(words.doneOn, { name, email, day: this.date(day) }) : fill(words.doneSent, { name, email });
    const heading = el("h3", { tabindex: "-1" }, words.done);
    const link = cardUrl && el("a", { class: "chip", href: cardUrl, target: "_blank", rel: "noopener noreferrer" },
      email ? words.receipt : words.show, el("span", { class: "voice" }, `, ${words.newTab}`));
    const another = el("button", { type: "button", class: "link" }, words.another);
    another.addEventListener("click", () => this.askAgain());
    this.show(el("div", { class: "done" }, el("div", { class: "seal", "aria-hidden": "true" }), heading,
      el("p", { class: "hint", role: "status" }, email ? text : fill(words.doneMe, { email: buyerEmail })),
      el("p", { class: "number" }, words.number, " ", el("strong", {}, number)),
      el("div", { class: "ways" }, ...(link ? [link] : []), another)));
    heading.focus({ preventScroll: true });
  }
}

/** A group of radio buttons with its name.
 * @param {string} label
 * @param {Node[]} parts */
const choices = (label, ...parts) =>
  el("fieldset", { class: "plain" }, el("legend", { class: "label" }, label), ...parts);

/** One of few words to choose.
 * @param {string} name
 * @param {string} value
 * @param {string} text */
const word = (name, value, text) => el("label", { class: "pill word-pill" },
  el("input", { type: "radio", name, value }), el("span", { class: "face" }, text));

/** What somebody typed, in minor units: `50`, `50,5`, `50.50`.
 * @param {string} text
 * @param {number} digits */
function minor(text, digits) {
  const [, whole, , part = ""] = /^(\d{1,6})([.,](\d{1,3}))?$/.exec(text.replace(/[\s€]/g, "")) ?? [];
  return whole && part.length <= digits ? Number(whole + part.padEnd(digits, "0")) : NaN;
}
