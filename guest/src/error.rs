//! Why the edge gave no good answer.

use api::snapshot::SnapshotError;
use api::{Code, Problem};

/// Why there is no good answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// Nothing came back; the request may have arrived.
    Offline,
    /// The edge says no, and why.
    Problem(Box<Problem>),
    /// Something came back that is not what was agreed.
    Broken,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Offline,
    Broken,
    Busy,
}

impl Error {
    /// Whether the same request may be sent again as it is, and why it has to be.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Offline => Some(Trouble::Offline),
            Self::Broken => Some(Trouble::Broken),
            Self::Problem(problem) => match problem.code {
                Code::Internal => Some(Trouble::Broken),
                Code::Busy => Some(Trouble::Busy),
                _ => None,
            },
        }
    }

    /// The nearest code to it.
    pub fn code(&self) -> Code {
        match self {
            Self::Offline | Self::Broken => Code::Internal,
            Self::Problem(problem) => problem.code,
        }
    }
}

/// Why there is no snapshot to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadError {
    UnknownRestaurant,
    /// The booking that is to be changed can no longer be changed by its guest.
    NotChangeable,
    Unreachable,
    /// The edge speaks a newer version than this code.
    OtherVersion,
}

impl From<Error> for LoadError {
    fn from(error: Error) -> Self {
        match error {
            Error::Problem(problem) if problem.code == Code::RestaurantNotFound => Self::UnknownRestaurant,
            Error::Problem(problem) if problem.code == Code::ChangeNotAllowed => Self::NotChangeable,
            Error::Offline | Error::Problem(_) | Error::Broken => Self::Unreachable,
        }
    }
}

impl From<SnapshotError> for LoadError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Version => Self::OtherVersion,
            SnapshotError::Malformed => Self::Unreachable,
        }
    }
}

impl LoadError {
    /// Its name in the host page's events.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownRestaurant => "unknown_restaurant",
            Self::NotChangeable => "not_changeable",
            Self::Unreachable => "unreachable",
            Self::OtherVersion => "other_version",
        }
    }
}
