//! What the operator has set, as `docs/operating.md` describes it.

/// What the operator has set.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Opens provisioning; without it provisioning is closed.
    pub admin_token: Option<String>,
    /// Signs the guests' manage links.
    pub token_secret: String,
    /// Where the Worker is reached from outside, without a slash at the end: the links in mails start with it.
    pub public_url: String,
    /// Whether the mailbox page, chosen API keys and the sandbox of payments are there.
    pub is_development: bool,
    /// How the sandbox of payments behaves.
    pub sandbox: SandboxConfig,
    /// The account at Stripe, where there is one.
    pub stripe: Option<StripeAccount>,
    /// The account at Front, where there is one.
    pub front: Option<FrontAccount>,
}

/// How the sandbox sends its callbacks.
#[derive(Clone, Copy, Debug)]
pub struct SandboxConfig {
    /// How late each one comes, in milliseconds; each copy as much later again.
    pub delay_ms: i64,
    /// How often each one comes.
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
    /// Where the API is: `https://api.stripe.com`.
    pub api: String,
    /// `sk_...`, or better a restricted `rk_...`.
    pub secret_key: String,
    /// `pk_...`, which guests' browsers may know.
    pub publishable_key: String,
    /// `whsec_...`, of the webhook that calls us.
    pub webhook_secret: String,
}

/// An account at Front.
#[derive(Clone, Debug)]
pub struct FrontAccount {
    /// Where the API is: `https://demo-api.frontpayment.no`.
    pub api: String,
    /// The bearer token.
    pub token: String,
    /// What the checksums of callbacks are made with.
    pub callback_secret: String,
    /// ISO 4217: the API names none, an account has one.
    pub currency: String,
}
