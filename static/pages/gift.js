// A gift card's page: printing, where there is a script to ask for it.
"use strict";

/** An element of this page; each of its kinds has what is asked of it here.
 * @param {string} selector
 * @returns {any} */
const element = (selector) => document.querySelector(selector);

const printButton = element("#print");
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => window.print());
}
