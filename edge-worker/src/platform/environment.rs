//! The operator's settings, as described in `docs/operating.md`.

/// The operator's settings.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Grants access to provisioning; without it provisioning is disabled.
    pub admin_token: Option<String>,
    /// The key from which tokens, gift card codes and signatures are derived: see [`root_key`](super::root_key).
    pub root_key: String,
    /// The Worker's public address, without a slash at the end: links in mails start with it.
    pub public_url: String,
    /// Enables the mailbox page, chosen API keys and the payment sandbox.
    pub is_development: bool,
    /// How the payment sandbox behaves.
    pub sandbox: SandboxConfig,
    /// The account at Stripe, if there is one.
    pub stripe: Option<StripeAccount>,
    /// The account at Front, if there is one.
    pub front: Option<FrontAccount>,
}

/// How the sandbox sends its callbacks.
#[derive(Clone, Copy, Debug)]
pub struct SandboxConfig {
    /// The delay of a callback's first copy, in milliseconds; each further copy is delayed by as much again.
    pub delay_ms: i64,
    /// How many copies of each callback are sent.
    pub copies: u8,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self { delay_ms: 0, copies: 1 }
    }
}

/// An account at Stripe.
#[derive(Clone, Debug)]
pub struct StripeAccount {
    /// The address of the API: `https://api.stripe.com`.
    pub api: String,
    /// `sk_...`, or preferably a restricted `rk_...`.
    pub secret_key: String,
    /// `pk_...`, which guests' browsers get to see.
    pub publishable_key: String,
    /// `whsec_...`, of the webhook that Stripe calls.
    pub webhook_secret: String,
}

/// An account at Front.
#[derive(Clone, Debug)]
pub struct FrontAccount {
    /// The address of the API: `https://demo-api.frontpayment.no`.
    pub api: String,
    /// The bearer token.
    pub token: String,
    /// The secret of the callbacks' checksums.
    pub callback_secret: String,
    /// ISO 4217. The API names no currency; an account has one.
    pub currency: String,
}
