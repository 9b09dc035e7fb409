//! What the guest tells about themselves, field by field.

use serde::{Deserialize, Serialize};

/// What the guest tells about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Guest {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) notes: String,
    #[serde(default)]
    pub(crate) gift_card: String,
    pub(crate) consent: bool,
}

/// A field of the form, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    FirstName,
    LastName,
    Email,
    Phone,
    Notes,
    GiftCard,
    Consent,
}

impl Field {
    pub(crate) const ALL: [Self; 7] = [
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::Notes,
        Self::GiftCard,
        Self::Consent,
    ];

    /// Its name in the booking request.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Notes => "notes",
            Self::GiftCard => "giftCardCode",
            Self::Consent => "consent",
        }
    }

    pub(super) fn of_pointer(pointer: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| pointer.strip_prefix('/') == Some(field.name()))
    }
}

impl Guest {
    pub(crate) fn text(&self, field: Field) -> &str {
        match field {
            Field::FirstName => &self.first_name,
            Field::LastName => &self.last_name,
            Field::Email => &self.email,
            Field::Phone => &self.phone,
            Field::Notes => &self.notes,
            Field::GiftCard => &self.gift_card,
            Field::Consent => "",
        }
    }

    pub(super) fn set(&mut self, field: Field, text: String) {
        match field {
            Field::FirstName => self.first_name = text,
            Field::LastName => self.last_name = text,
            Field::Email => self.email = text,
            Field::Phone => self.phone = text,
            Field::Notes => self.notes = text,
            Field::GiftCard => self.gift_card = text,
            Field::Consent => {}
        }
    }

    /// What is certain to be refused. The edge looks closer.
    pub(super) fn faults(&self) -> Vec<Field> {
        let email = self.email.trim();
        let is_email = email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.ends_with('.'))
            && !email.contains(char::is_whitespace);
        let mut faults = Vec::new();
        if self.last_name.trim().is_empty() {
            faults.push(Field::LastName);
        }
        if !is_email {
            faults.push(Field::Email);
        }
        if !self.consent {
            faults.push(Field::Consent);
        }
        faults
    }
}
