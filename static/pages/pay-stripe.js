// The payment page where Stripe takes the card: its own element, in its own frame. No number is ever ours.
"use strict";

const stripeForm = /** @type {any} */ (document.querySelector("#card"));
const stripeFault = /** @type {any} */ (document.querySelector("#fault"));
const stripe = globalThis.Stripe(stripeForm.dataset.key);
const elements = stripe.elements({ clientSecret: stripeForm.dataset.secret });
elements.create("payment").mount("#element");

// What the element says is only a reason to look: the page asks our own side, which asks Stripe.
const look = async () => {
  const address = location.pathname.replace(/\/$/, "");
  for (let tries = 0; tries < 60; tries += 1) {
    const answer = await fetch(`${address}/check`, { method: "POST" });
    if (answer.ok && (await answer.json()).state !== "pending") return location.reload();
    await new Promise((done) => setTimeout(done, 2000));
  }
  throw new Error("no answer");
};

stripeForm.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const button = stripeForm.querySelector("button");
  button.disabled = true;
  stripeForm.setAttribute("aria-busy", "true");
  stripeFault.textContent = "";
  const confirm = stripeForm.dataset.guarantee === "true" ? stripe.confirmSetup : stripe.confirmPayment;
  const options = { elements, redirect: "if_required", confirmParams: { return_url: location.href } };
  const { error } = await confirm.call(stripe, options);
  try {
    if (error) stripeFault.textContent = error.message ?? stripeForm.dataset.declined;
    else await look();
  } catch {
    stripeFault.textContent = stripeForm.dataset.lost;
  }
  button.disabled = false;
  stripeForm.setAttribute("aria-busy", "false");
});

// Back from a bank's own page.
if (new URLSearchParams(location.search).has("redirect_status")) look().catch(() => {});
