/**
 * Types of what /embed.js adds to a page: its elements, its events and `window.couvert`. Copy this file into your project,
 * or refer to it by `/// <reference path="embed.d.ts" />`.
 */

/** What the widget begins with; the attributes of the elements, and `data-…` on the script tag. */
interface CouvertOptions {
  /** The restaurant's name in addresses; the one of the script tag where it is left out. */
  restaurant?: string;
  /** The language, such as `de`; the page's, the visitor's or the restaurant's where it is left out. */
  lang?: string;
  /** As the visitor's system has it where it is left out. */
  theme?: "auto" | "light" | "dark";
  /** Number of guests. */
  attendees?: string | number;
  /** The day, as yyyy-mm-dd. */
  day?: string;
  /** The id of an experience. */
  experience?: string;
  area?: string;
  /** What is sold: tables where it is left out. */
  mode?: "gift-cards";
}

/** A start that a guest has chosen, or holds, or has booked. */
interface CouvertStart {
  /** The restaurant's opening day, as yyyy-mm-dd. */
  day: string;
  /** Minutes since that day began; beyond 1440 after midnight. */
  minutes: number;
  /** Number of guests. */
  attendees: number;
}

/** A gift card that was bought. */
interface CouvertGiftCard {
  /** The number of the purchase. */
  number: string;
  /** In minor units: 5000 is 50.00 EUR. */
  amount: number;
  /** ISO 4217. */
  currency: string;
}

/** What the widget tells the page, without personal data. Events bubble from its element. */
interface CouvertEventMap {
  /** Times can be chosen. */
  "couvert:ready": CustomEvent<null>;
  /** The guest chose a time. */
  "couvert:slot-chosen": CustomEvent<CouvertStart>;
  /** The table is kept while the guest fills in the form. */
  "couvert:held": CustomEvent<CouvertStart>;
  /** The booking is made. */
  "couvert:booked": CustomEvent<CouvertStart>;
  /** A gift card is bought. */
  "couvert:gift-card-bought": CustomEvent<CouvertGiftCard>;
  /** The dialog was closed. */
  "couvert:closed": CustomEvent<null>;
  /** Nothing can be shown. */
  "couvert:failed": CustomEvent<{ reason: "unknown_restaurant" | "not_changeable" | "unreachable" | "other_version" }>;
}

interface HTMLElementTagNameMap {
  "couvert-widget": HTMLElement;
  "couvert-gift-cards": HTMLElement;
}

interface HTMLElementEventMap extends CouvertEventMap {}
interface DocumentEventMap extends CouvertEventMap {}
interface WindowEventMap extends CouvertEventMap {}

interface Window {
  /** There once embed.js has run. */
  couvert?: {
    /** Opens the dialog. */
    open(options?: CouvertOptions): void;
    /** Closes it. */
    close(): void;
  };
}
