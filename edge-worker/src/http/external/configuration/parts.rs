//! What the calls about one part of the configuration share: a list that is read and published as a whole, and an item
//! of a list that is published or deleted by its id.

use api::{Code, Configuration, Experience, GiftCardTemplate, Scope};
use axum::Json;
use axum::http::StatusCode;

use crate::configuration::publishing::{Edit, publish};
use crate::house::tenant::{Tenant, load_tenant};
use crate::http::authentication::Key;
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// A list of the configuration.
pub(super) struct List<T: 'static> {
    /// Its name in the document.
    pub(super) name: &'static str,
    pub(super) of: fn(&mut Configuration) -> &mut Vec<T>,
}

/// An item that the restaurant gave an id.
pub(super) trait Item: Clone {
    fn id(&self) -> &str;
}

impl Item for Experience {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Item for GiftCardTemplate {
    fn id(&self) -> &str {
        &self.id
    }
}

impl<T: Clone> List<T> {
    pub(super) async fn read(&self, app: &App, key: Key) -> Result<Json<Vec<T>>, Failure> {
        let mut tenant = load_tenant(app, &key.with(Scope::ConfigurationRead)).await?;
        Ok(Json(std::mem::take((self.of)(&mut tenant.compiled.configuration))))
    }

    pub(super) async fn replace(&self, app: &App, key: Key, items: Vec<T>) -> Result<Json<Vec<T>>, Failure> {
        let selector = key.with(Scope::ConfigurationWrite);
        let apply = |_: &Tenant, configuration: &mut Configuration| {
            (self.of)(configuration).clone_from(&items);
            Ok(items.clone())
        };
        let place = |_: &Configuration| format!("/{}", self.name);
        publish(app, &selector, &Edit { apply: &apply, place: &place, reseat: false }).await.map(Json)
    }
}

impl<T: Item> List<T> {
    pub(super) async fn put(&self, app: &App, key: Key, id: &str, item: T) -> Result<Json<T>, Failure> {
        let selector = key.with(Scope::ConfigurationWrite);
        if item.id() != id {
            return Err(Failure::invalid_field("/id", "must be the one in the address"));
        }
        let apply = |_: &Tenant, configuration: &mut Configuration| {
            let items = (self.of)(configuration);
            match items.iter_mut().find(|known| known.id() == id) {
                Some(known) => *known = item.clone(),
                None => items.push(item.clone()),
            }
            Ok(())
        };
        let place = |configuration: &Configuration| {
            let index = (self.of)(&mut configuration.clone()).iter().position(|known| known.id() == id);
            format!("/{}/{}", self.name, index.unwrap_or_default())
        };
        publish(app, &selector, &Edit { apply: &apply, place: &place, reseat: false }).await?;
        let mut tenant = load_tenant(app, &selector).await?;
        // The item as published, since HTML is sanitized.
        let published = (self.of)(&mut tenant.compiled.configuration).iter().find(|known| known.id() == id);
        Ok(Json(published.cloned().unwrap_or(item)))
    }

    pub(super) async fn delete(&self, app: &App, key: Key, id: &str) -> Result<StatusCode, Failure> {
        let selector = key.with(Scope::ConfigurationWrite);
        let apply = |_: &Tenant, configuration: &mut Configuration| {
            let items = (self.of)(configuration);
            let before = items.len();
            items.retain(|item| item.id() != id);
            let is_gone = items.len() < before;
            let missing = || Failure::new(Code::NotConfigured, "the configuration has none of this id");
            is_gone.then_some(()).ok_or_else(missing)
        };
        publish(app, &selector, &Edit { apply: &apply, place: &|_| String::new(), reseat: false }).await?;
        Ok(StatusCode::NO_CONTENT)
    }
}
