// A gift card's page: printing, where there is a script to ask for it.
"use strict";

const print = document.querySelector("#print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
