//! The benchmarks, native ones and those that need workerd or a browser; their figures beside their budgets.

mod chromium;
mod d1;
mod native;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use serde_json::{Value, json};

/// At most this many nanoseconds, by the name of the benchmark.
const BUDGETS: [(&str, f64); 5] = [
    ("day_slots", 100_000.0),
    ("decision_p99", 2_000_000.0),
    ("decision_p99_in_chromium", 5_000_000.0),
    ("day_in_chromium", 5_000_000.0),
    ("month_in_chromium", 15_000_000.0),
];

#[derive(Args)]
pub(crate) struct BenchArgs {
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

struct Figure {
    name: String,
    value: f64,
    unit: String,
}

pub(crate) fn run(args: &BenchArgs) -> Result<()> {
    let mut figures = native::run()?;
    figures.extend(d1::run()?);
    figures.extend(chromium::run()?);
    if args.json {
        let figures: Vec<Value> = figures.iter().map(Figure::to_json).collect();
        println!("{:#}", Value::from(figures));
        return Ok(());
    }
    println!("{:48} {:>12} {:>12} {:>8}", "benchmark", "figure", "budget", "ratio");
    for figure in &figures {
        let budget = figure.budget().map_or_else(String::new, |budget| {
            format!(" {:>12} {:>8.2}", duration(budget), figure.ratio().unwrap_or_default())
        });
        println!("{:48} {:>12}{budget}", figure.name, figure.text());
    }
    Ok(())
}

impl Figure {
    /// The figures among printed lines: one JSON object each, with `name`, `value` and `unit`.
    fn printed(lines: &str) -> Result<Vec<Self>> {
        lines.lines().filter(|line| line.starts_with('{')).map(Self::from_json).collect()
    }

    fn from_json(line: &str) -> Result<Self> {
        let json: Value = serde_json::from_str(line).with_context(|| format!("not JSON: {line}"))?;
        let text =
            |key: &str| json[key].as_str().map(str::to_string).ok_or_else(|| anyhow!("no `{key}` in {line}"));
        let value = json["value"].as_f64().ok_or_else(|| anyhow!("no number `value` in {line}"))?;
        Ok(Self { name: text("name")?, value, unit: text("unit")? })
    }

    fn nanoseconds(&self) -> Option<f64> {
        let factor = match self.unit.as_str() {
            "ns" => 1.0,
            "us" | "µs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            _ => return None,
        };
        Some(self.value * factor)
    }

    /// A budget holds for the benchmark of its name and for its variants, `day_slots/…`.
    fn budget(&self) -> Option<f64> {
        let named = |budget: &&(&str, f64)| self.name.split('/').any(|part| part == budget.0);
        BUDGETS.iter().find(named).map(|(_, budget)| *budget)
    }

    fn ratio(&self) -> Option<f64> {
        Some(self.nanoseconds()? / self.budget()?)
    }

    fn text(&self) -> String {
        self.nanoseconds().map_or_else(|| format!("{:.2} {}", self.value, self.unit), duration)
    }

    fn to_json(&self) -> Value {
        json!({
            "name": self.name, "value": self.value, "unit": self.unit,
            "budget_ns": self.budget(), "ratio": self.ratio(),
        })
    }
}

fn duration(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.1} ns"),
        ns if ns < 1e6 => format!("{:.1} µs", ns / 1e3),
        ns if ns < 1e9 => format!("{:.2} ms", ns / 1e6),
        ns => format!("{:.2} s", ns / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::Figure;

    #[test]
    fn a_budget_is_found_by_name_whatever_the_unit() {
        let figure = |name: &str| Figure { name: name.into(), value: 0.05, unit: "ms".into() };
        assert_eq!(figure("day_slots/60 tables").ratio(), Some(0.5));
        assert_eq!(figure("month_of_day_slots").ratio(), None);
    }
}
