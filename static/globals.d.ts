// What the scripts of this folder find besides the browser.

/** Replaced by the build: see the head of embed.js. */
declare const WIDGET_JS: string;
declare const WIDGET_WASM: string;
declare const TEXTS: string;
declare const LANGUAGES: string;

/** Stripe's own script, on the payment page. */
declare var Stripe: any;
