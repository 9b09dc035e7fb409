//! The messages to webhooks, which the document lists beside its paths.

use serde_json::{Map, Value, json};

struct MessageType {
    name: &'static str,
    when: &'static str,
    data: &'static str,
}

const MESSAGE_TYPES: [MessageType; 4] = [
    MessageType {
        name: "reservation.created",
        when: "A reservation was made, by a guest or by the restaurant.",
        data: "ReservationChanged",
    },
    MessageType {
        name: "reservation.changed",
        when: "A reservation's status, time, party, tables or texts changed.",
        data: "ReservationChanged",
    },
    MessageType {
        name: "gift_card.changed",
        when: "A transaction of a gift card was created, settled or taken back; a card's first one is its creation.",
        data: "GiftCardChanged",
    },
    MessageType {
        name: "call.changed",
        when: "A report of the phone system changed what is known of a call.",
        data: "CallChanged",
    },
];

/// The document's `webhooks`.
pub(super) fn described() -> Value {
    let items = MESSAGE_TYPES.iter().map(|message| (message.name.to_owned(), path_item(message)));
    Value::Object(items.collect::<Map<_, _>>())
}

fn path_item(message: &MessageType) -> Value {
    let header = |name: &str, about: &str| {
        json!({ "name": name, "in": "header", "required": true, "description": about,
            "schema": { "type": "string" } })
    };
    json!({ "post": {
        "summary": format!("{} message", message.name),
        "description": format!("{} Signed by the Standard Webhooks scheme with the webhook's secret; what is not \
            answered with 2xx is sent again under the same `webhook-id`.", message.when),
        "tags": ["Webhooks"],
        "parameters": [
            header("webhook-id", "Id of the message, the same for every attempt."),
            header("webhook-timestamp", "When this attempt was signed, in seconds since the epoch."),
            header("webhook-signature", "Signatures, separated by blanks: `v1,` and base64."),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["type", "timestamp", "data"],
            "properties": {
                "type": { "type": "string", "const": message.name },
                "timestamp": { "type": "string", "format": "date-time", "description": "When the change happened." },
                "data": { "$ref": format!("#/components/schemas/{}", message.data) },
            },
        } } } },
        "responses": {
            "2XX": { "description": "Taken. The body is not read." },
            "410": { "description": "Gone: nothing is sent to this webhook any more." },
        },
    } })
}
