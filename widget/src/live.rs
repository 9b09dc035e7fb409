//! A value that what is drawn follows.
//!
//! Why not Leptos' own signals, on whose graph this stands: each type of value brings its own copy of them, made
//! for many threads and for values that are computed while they are read. Here one trigger serves every type.

use std::cell::RefCell;
use std::rc::Rc;

use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::signal::Trigger;
use reactive_graph::traits::{GetValue, Notify, Track};

/// Belongs to the owner that it was made under, and goes away with it. What is drawn and its listeners go away at
/// the same time; only an answer from outside may come later, and has to `try`.
pub(crate) struct Live<T: 'static> {
    value: StoredValue<Rc<RefCell<T>>, LocalStorage>,
    changed: Trigger,
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Live<T> {}

impl<T: 'static> Live<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: StoredValue::new_local(Rc::new(RefCell::new(value))), changed: Trigger::new() }
    }

    /// Reads it; an effect that does so runs again when it changes.
    pub(crate) fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.changed.track();
        self.with_untracked(read)
    }

    pub(crate) fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.value.get_value().borrow())
    }

    /// Reads it, if it is still there.
    pub(crate) fn try_with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> Option<U> {
        let value = self.value.try_get_value()?;
        let value = value.borrow();
        Some(read(&value))
    }

    /// Changes it, if it is still there.
    pub(crate) fn update<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        let result = change(&mut self.value.try_get_value()?.borrow_mut());
        self.changed.notify();
        Some(result)
    }

    pub(crate) fn set(self, value: T) {
        self.update(|held| *held = value);
    }
}

impl<T: Clone + 'static> Live<T> {
    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T: PartialEq + 'static> Live<T> {
    /// Sets it where that changes anything.
    pub(crate) fn publish(self, value: T) {
        if self.with_untracked(|held| *held != value) {
            self.set(value);
        }
    }
}
