// The payment page: turns a test card's number into what it does, before anything is sent; counts down; and tells the
// page that frames it how the payment stands.
"use strict";

// No number leaves the page: these are sent in its place.
const CARDS = new Map([
  ["4242424242424242", "good"],
  ["4000002500003155", "second_factor"],
  ["4000000000000002", "declined"],
  ["4000000000009995", "empty"],
  ["4000000000000077", "slow"],
  ["4000000000000341", "fee_declined"],
]);

/** An element of this page; each of its kinds has what is asked of it here.
 * @param {string} selector
 * @returns {any} */
const element = (selector) => document.querySelector(selector);

const section = element("[data-state]");
/** @param {string} state */
const tell = (state) => {
  if (window.parent !== window) window.parent.postMessage({ couvert: "payment", state }, "*");
  if (window.opener) window.opener.postMessage({ couvert: "payment", state }, "*");
};
tell(section.dataset.state);

const timer = element("[role=timer]");
if (timer) {
  const said = element("#said");
  /** @param {string} seconds */
  const ends = (seconds) => Date.now() + Number(seconds) * 1000;
  let end = ends(timer.dataset.seconds);
  let isWarned = false;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    timer.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left <= 60 && !isWarned) said.textContent = said.dataset.soon;
    isWarned = left <= 60;
    // Nobody is interrupted who has just sent their card.
    const isBusy = element("#card").getAttribute("aria-busy") === "true";
    if (left === 0 && !isBusy) setTimeout(() => location.reload(), 1000);
    else setTimeout(tick, 1000);
  };
  tick();

  // More time without another page: what was typed stays.
  const more = element("#more");
  more?.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const answer = await fetch(more.action, { method: "POST" }).catch(() => null);
    if (!answer?.ok) return;
    end = ends(more.dataset.seconds);
    said.textContent = said.dataset.more;
    more.remove();
    element("#number")?.focus();
  });
}

// The sandbox's own form; where Stripe takes the card, pay-stripe.js does.
const form = element("#card[data-refused]");
if (form) {
  const fault = element("#fault");
  const factor = element("#factor");
  const address = location.pathname.replace(/\/$/, "");
  /** @type {string | undefined} */
  let card;

  /** @type {(path: string, body: object) => Promise<any>} */
  const post = async (path, body) => {
    const answer = await fetch(address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  /** @param {boolean} busy */
  const isBusy = (busy) => {
    form.setAttribute("aria-busy", String(busy));
    for (const button of section.querySelectorAll("button")) button.disabled = busy;
  };

  const wait = async () => {
    for (let tries = 0; tries < 60; tries += 1) {
      await new Promise((done) => setTimeout(done, 2000));
      const { state } = await post("/check", {});
      if (state !== "pending") return;
    }
  };

  /** @param {boolean} isConfirmed */
  const send = async (isConfirmed) => {
    isBusy(true);
    fault.textContent = "";
    try {
      const { outcome } = await post("/card", { card, isConfirmed });
      if (outcome === "second_factor") {
        form.hidden = true;
        factor.hidden = false;
        factor.querySelector("button").disabled = false;
        factor.querySelector("button").focus();
        return;
      }
      if (outcome === "processing") await wait();
      if (["card_declined", "insufficient_funds"].includes(outcome)) {
        fault.textContent = outcome === "card_declined" ? form.dataset.declined : form.dataset.empty;
        return;
      }
      location.reload();
    } catch {
      fault.textContent = form.dataset.lost;
    } finally {
      isBusy(false);
    }
  };

  form.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    card = CARDS.get(element("#number").value.replace(/\D/g, ""));
    if (card) {
      send(false);
    } else {
      fault.textContent = form.dataset.refused;
      element("#number").focus();
    }
  });
  factor.querySelector("button").addEventListener("click", () => {
    form.hidden = false;
    factor.hidden = true;
    send(true);
  });

}
