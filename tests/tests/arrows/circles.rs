//! Circles of imports: files each of which reaches every other one (strongly connected components, after Tarjan).

use std::collections::BTreeMap;

use crate::imports::{Imports, Module};

/// The circles, each with its modules in order.
pub(crate) fn circles(imports: &Imports) -> Vec<Vec<Module>> {
    let mut search = Search { imports, ..Search::new(imports) };
    for module in imports.keys() {
        if !search.index.contains_key(module) {
            search.visit(module);
        }
    }
    search.found
}

struct Search<'a> {
    imports: &'a Imports,
    index: BTreeMap<&'a Module, usize>,
    lowest: BTreeMap<&'a Module, usize>,
    stack: Vec<&'a Module>,
    found: Vec<Vec<Module>>,
}

impl<'a> Search<'a> {
    fn new(imports: &'a Imports) -> Self {
        let (index, lowest) = (BTreeMap::new(), BTreeMap::new());
        Self { imports, index, lowest, stack: Vec::new(), found: Vec::new() }
    }

    fn visit(&mut self, module: &'a Module) {
        let number = self.index.len();
        self.index.insert(module, number);
        self.lowest.insert(module, number);
        self.stack.push(module);
        for other in &self.imports[module] {
            if !self.index.contains_key(other) {
                self.visit(other);
                self.lower(module, self.lowest[other]);
            } else if self.stack.contains(&other) {
                self.lower(module, self.index[other]);
            }
        }
        if self.lowest[module] == self.index[module] {
            let start = self.stack.iter().position(|other| *other == module).expect("it was pushed");
            let mut circle: Vec<Module> = self.stack.drain(start..).cloned().collect();
            if 1 < circle.len() {
                circle.sort();
                self.found.push(circle);
            }
        }
    }

    fn lower(&mut self, module: &'a Module, to: usize) {
        let lowest = self.lowest.get_mut(module).expect("it was visited");
        *lowest = to.min(*lowest);
    }
}
