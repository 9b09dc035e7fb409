//! How a reservation was made.

use serde::{Deserialize, Serialize};

/// How a reservation was made:
///
/// - `widget`: by its guest, in the widget or on our pages
/// - `api`: by the restaurant's systems
/// - `import`: taken over from another system
/// - `walk_in`: at the door
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "documented above, where readers of the OpenAPI document see it")]
pub enum Source {
    Widget,
    Api,
    Import,
    WalkIn,
}

impl Source {
    /// Its name, as it is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Widget => "widget",
            Self::Api => "api",
            Self::Import => "import",
            Self::WalkIn => "walk_in",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn the_name_is_what_is_sent() {
        for source in [Source::Widget, Source::Api, Source::Import, Source::WalkIn] {
            assert_eq!(serde_json::to_value(source).expect("json"), source.name());
        }
    }
}
