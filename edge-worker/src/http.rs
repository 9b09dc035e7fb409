//! The Worker's doors: who asks, what is asked, and how it is answered. [`routes`] is the table of contents.

pub(crate) mod admin;
pub(crate) mod authentication;
pub(crate) mod callbacks;
pub(crate) mod cors;
pub(crate) mod external;
pub(crate) mod extract;
pub(crate) mod guest;
mod json_body;
pub(crate) mod openapi;
pub(crate) mod pages;
pub(crate) mod problem;
pub(crate) mod request_log;
pub(crate) mod request_rate;
pub mod routes;
mod strict_json;
mod visitor;
