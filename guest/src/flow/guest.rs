//! What the guest tells about themselves, field by field.

use serde::{Deserialize, Serialize};

use crate::lang::Lang;

/// What the guest tells about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    pub notes: String,
    #[serde(default)]
    pub gift_card: String,
    pub consent: bool,
}

/// A field of the form, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    FirstName,
    LastName,
    Email,
    Phone,
    Notes,
    GiftCard,
    Consent,
}

/// How the browser and the phone's keyboard can help with a field.
#[derive(Clone, Copy, Debug)]
pub struct Help {
    /// The `type` of its `<input>`.
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub is_required: bool,
    pub length_max: &'static str,
}

impl Field {
    pub const ALL: [Self; 7] = [
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::Notes,
        Self::GiftCard,
        Self::Consent,
    ];

    /// All of them, in the order in which a form in this language asks.
    pub fn in_order(lang: Lang) -> [Self; 7] {
        let mut fields = Self::ALL;
        if lang.has_family_name_first() {
            fields.swap(0, 1);
        }
        fields
    }

    /// Its name in the booking request.
    pub fn name(self) -> &'static str {
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

    pub fn help(self) -> Help {
        let (kind, autocomplete, is_required, length_max) = match self {
            Self::FirstName => ("text", "given-name", false, "100"),
            Self::LastName => ("text", "family-name", true, "100"),
            Self::Email => ("email", "email", true, "254"),
            Self::Phone => ("tel", "tel", false, "40"),
            Self::Notes => ("text", "off", false, "1000"),
            Self::GiftCard => ("text", "off", false, "60"),
            Self::Consent => ("checkbox", "off", true, ""),
        };
        Help { kind, autocomplete, is_required, length_max }
    }

    /// The field that a fault of the request is about.
    pub fn of_pointer(pointer: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| pointer.strip_prefix('/') == Some(field.name()))
    }
}

impl Guest {
    pub fn text(&self, field: Field) -> &str {
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

    pub fn set(&mut self, field: Field, text: String) {
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
    pub fn faults(&self) -> Vec<Field> {
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
