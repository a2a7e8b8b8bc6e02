//! A client of the Tencent Meeting (腾讯会议) REST API with reqwest and tmsig, that signs exactly what it sends.
//!
//! `client.rs` is to be copied. This file lets `tmsig test --client` check it.

mod client;

use std::collections::{BTreeMap, HashMap};
use std::error::Error;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use tmsig::Credentials;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

use client::{Client, Part};

#[derive(Deserialize)]
struct Call {
    method: String,
    path: String,
    path_params: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    /// As it stands: large integers keep their digits.
    json_text: Option<String>,
    multipart: Option<Vec<PartJson>>,
}

#[derive(Deserialize)]
struct PartJson {
    name: String,
    filename: Option<String>,
    content_type: Option<String>,
    content_base64: String,
}

async fn make(client: &Client, call: Value) -> Result<u16, Box<dyn Error + Send + Sync>> {
    let call: Call = serde_json::from_value(call)?;
    let (body, content_type) = match (call.multipart, call.json_text) {
        (Some(parts), _) => {
            let parts = parts.into_iter().map(|part| {
                let content = STANDARD.decode(&part.content_base64)?;
                let PartJson { name, filename, content_type, .. } = part;
                Ok(Part { name, filename, content_type, content })
            });
            client::upload(&parts.collect::<Result<Vec<_>, base64::DecodeError>>()?)
        }
        (None, Some(json)) => (json.into_bytes(), "application/json".to_owned()),
        (None, None) => (Vec::new(), "application/json".to_owned()),
    };
    let response = client
        .call(&call.method, &call.path, &call.path_params, &call.query, body, &content_type)
        .await?;
    Ok(response.status().as_u16())
}

async fn answer(line: &str, clients: &mut HashMap<String, Client>) -> Value {
    let message: Value = match serde_json::from_str(line) {
        Ok(message) => message,
        Err(error) => return json!({"seq": null, "error": error.to_string()}),
    };
    let seq = &message["seq"];
    let answered = match message["op"].as_str() {
        Some("start") => {
            return json!({"version": 1, "name": format!("reqwest {} with tmsig", locked("reqwest")), "language": "rust", "ops": ["call", "calls"]});
        }
        Some("call") => match client_for(&message, clients) {
            Ok(client) => make(&client, message.clone())
                .await
                .map(|status| json!({"seq": seq, "status": status})),
            Err(error) => Err(error),
        },
        Some("calls") => {
            calls(&message, clients).await.map(|statuses| json!({"seq": seq, "statuses": statuses}))
        }
        _ => Err("unknown op".into()),
    };
    answered.unwrap_or_else(|error| json!({"seq": seq, "error": format!("{error:?}")}))
}

/// The version in use.
fn locked(name: &str) -> &'static str {
    let after =
        include_str!("../Cargo.lock").split_once(&format!("name = \"{name}\"\nversion = \""));
    after.and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
}

async fn calls(
    message: &Value,
    clients: &mut HashMap<String, Client>,
) -> Result<Vec<u16>, Box<dyn Error + Send + Sync>> {
    let client = client_for(message, clients)?;
    let made = message["calls"].as_array().into_iter().flatten().map(|call| {
        let (client, call) = (client.clone(), call.clone());
        tokio::spawn(async move { make(&client, call).await })
    });
    let mut statuses = Vec::new();
    for task in made.collect::<Vec<_>>() {
        statuses.push(task.await??);
    }
    Ok(statuses)
}

fn client_for(
    message: &Value,
    clients: &mut HashMap<String, Client>,
) -> Result<Client, Box<dyn Error + Send + Sync>> {
    let text = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
    let key = ["base_url", "app_id", "sdk_id", "secret_id", "secret_key"].map(text).join("\n");
    if let Some(client) = clients.get(&key) {
        return Ok(client.clone());
    }
    let mut credentials =
        Credentials::new(text("secret_id"), text("secret_key")).with_app_id(text("app_id"));
    if let Some(sdk_id) = message["sdk_id"].as_str() {
        credentials = credentials.with_sdk_id(sdk_id);
    }
    let client = Client::new(&text("base_url"), credentials)?;
    clients.insert(key, client.clone());
    Ok(client)
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut out = tokio::io::stdout();
    let mut clients = HashMap::new();
    while let Some(line) = lines.next_line().await? {
        let answer = answer(&line, &mut clients).await;
        out.write_all(format!("{answer}\n").as_bytes()).await?;
        out.flush().await?;
    }
    Ok(())
}
