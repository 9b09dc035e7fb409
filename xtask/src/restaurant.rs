//! Provisioning from the command line, by the Worker's own HTTP API: the same on this machine and deployed.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// What `cargo xtask dev` starts its server with.
const DEVELOPMENT_TOKEN: &str = "development-admin";

#[derive(Args)]
pub(crate) struct RestaurantArgs {
    /// Where the Worker is reached. Any but one on this machine needs ADMIN_TOKEN in the environment
    #[arg(long, global = true, default_value = "http://localhost:8787")]
    url: String,
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Set up a restaurant; prints its first key, which is shown once
    Create {
        /// A configuration document, like static/demo/trattoria-aurora.json
        configuration: PathBuf,
    },
    /// List a restaurant's keys
    Keys {
        /// Its name in addresses
        slug: String,
    },
    /// Issue a key; it is shown once
    Issue {
        /// The restaurant's name in addresses
        slug: String,
        /// What the key is for
        name: String,
        /// What it may do: reservations:read, gift_cards:write...
        #[arg(required = true)]
        scopes: Vec<String>,
    },
    /// Replace a key; the old one works for another day
    Rotate {
        /// The restaurant's name in addresses
        slug: String,
        /// The key's id, from `keys`
        key_id: String,
    },
    /// Revoke a key: it opens nothing from now on
    Revoke {
        /// The restaurant's name in addresses
        slug: String,
        /// The key's id, from `keys`
        key_id: String,
    },
}

pub(crate) fn run(args: &RestaurantArgs) -> Result<()> {
    let keys = |slug: &str| format!("/admin/restaurants/{slug}/keys");
    let answer = match &args.chore {
        Chore::Create { configuration } => {
            let text = fs::read_to_string(configuration)
                .with_context(|| format!("cannot read {}", configuration.display()))?;
            let document: Value = serde_json::from_str(&text).context("the configuration is not JSON")?;
            ask(args, "POST", "/admin/restaurants", Some(json!({ "configuration": document })))?
        }
        Chore::Keys { slug } => ask(args, "GET", &keys(slug), None)?,
        Chore::Issue { slug, name, scopes } => {
            ask(args, "POST", &keys(slug), Some(json!({ "name": name, "scopes": scopes })))?
        }
        Chore::Rotate { slug, key_id } => {
            ask(args, "POST", &format!("{}/{key_id}/rotate", keys(slug)), None)?
        }
        Chore::Revoke { slug, key_id } => ask(args, "DELETE", &format!("{}/{key_id}", keys(slug)), None)?,
    };
    if answer.is_null() {
        println!("done");
    } else {
        println!("{answer:#}");
    }
    Ok(())
}

fn ask(args: &RestaurantArgs, method: &str, path: &str, body: Option<Value>) -> Result<Value> {
    let is_local = ["http://localhost:", "http://127.0.0.1:"].iter().any(|start| args.url.starts_with(start));
    let token = match env::var("ADMIN_TOKEN") {
        Ok(token) => token,
        Err(_) if is_local => DEVELOPMENT_TOKEN.to_owned(),
        Err(_) => bail!("put the Worker's ADMIN_TOKEN into the environment variable of this name"),
    };
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{}{path}", args.url.trim_end_matches('/')))
        .header("Authorization", format!("Bearer {token}"))
        .header("Content-Type", "application/json");
    let text = body.map(|body| body.to_string()).unwrap_or_default();
    let mut response =
        agent.run(request.body(text)?).with_context(|| format!("no answer from {}", args.url))?;
    let status = response.status();
    let text = response.body_mut().read_to_string()?;
    let answer: Value = serde_json::from_str(&text).unwrap_or_default();
    if !status.is_success() {
        bail!("{status}: {}", answer["detail"].as_str().unwrap_or(&text));
    }
    Ok(answer)
}
