// What the scripts of this folder find besides the browser, and the names of what they pass around.

/** Replaced by the build: see the head of embed.js. */
declare const WIDGET_JS: string;
declare const WIDGET_WASM: string;
declare const TEXTS: string;
declare const LANGUAGES: string;

/** Stripe's own script, on the payment page. */
declare var Stripe: any;

/** What the edge says, by the names of its OpenAPI document. */
type Schemas = import("../build/openapi").components["schemas"];

/** A file of words/texts. */
type Language = typeof import("../words/texts/en.json");

/** What is fetched of it for the loader and the widget, which knows its texts by their places. */
type Texts = Pick<Language, "loader"> & { booking: string[] };

/** What is fetched of it for the scripts. */
type ScriptTexts = Pick<Language, "paying" | "giftCards"> & { intl: string };

interface HTMLElementTagNameMap {
  "couvert-pay": HTMLElement;
}

/** What wasm-bindgen makes of the widget. */
interface Glue {
  default(given: { module_or_path: Response }): Promise<unknown>;
  mount(host: HTMLElement, given: object): Mounted;
}

/** What is drawn in an element. */
interface Mounted {
  unmount(): void;
}

/** What a tag or a script says: see the head of embed.js. */
type TagOptions = CouvertOptions & {
  openSelectors?: string;
  hideButton?: string;
  target?: string;
  /** The token of a booking that is changed here. */
  change?: string;
};
