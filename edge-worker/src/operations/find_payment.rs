//! Finds a restaurant's payment by its subject: a reservation, or the purchase of a gift card.

use api::Code;

use crate::booking::reservation;
use crate::house::tenant::{Tenant, TenantSelector, select_tenant};
use crate::ledger::gift_card::{CardLookup, CardRow};
use crate::ledger::payment::Payment;
use crate::ledger::purchase;
use crate::payments::subject::{Subject, read_subject};
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement};
use crate::platform::failure::Failure;

/// A payment with its subject.
pub(crate) struct FoundPayment {
    pub(crate) tenant: Tenant,
    pub(crate) subject: Subject,
    pub(crate) payment: Payment,
    /// The purchased gift card, once it exists.
    pub(crate) card: Option<CardRow>,
}

/// The statements whose results [`read`] reads. The payment comes with the row of its subject.
pub(crate) fn selects(app: &App, selector: &TenantSelector, id: &str) -> Result<Vec<Statement>, Failure> {
    let card = CardLookup::read(app, id)?.select_card(selector);
    Ok(vec![select_tenant(selector), reservation::select(selector, id), purchase::select(selector, id), card])
}

/// Reads the results of [`selects`].
pub(crate) fn read(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
) -> Result<FoundPayment, Failure> {
    let tenant = Tenant::read_today(app, selector, rows)?;
    let not_found =
        || Failure::new(Code::PaymentNotFound, "nothing was to be paid for such a reservation or gift card");
    let (payment, subject) = read_subject(rows)?.ok_or_else(not_found)?;
    let card = rows.first()?;
    Ok(FoundPayment { tenant, subject, payment, card })
}

/// Runs [`selects`] and reads the results.
pub(crate) async fn find(
    app: &App,
    selector: &TenantSelector,
    reservation_id: &str,
) -> Result<FoundPayment, Failure> {
    let mut rows = app.db.read(selects(app, selector, reservation_id)?).await?;
    read(app, selector, &mut rows)
}
