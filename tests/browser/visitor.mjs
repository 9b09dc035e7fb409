// Each test is a visitor of its own: what others did before does not count towards its budgets.
import { test as base } from '@playwright/test';
import { forgetVisitors } from './paying-house.mjs';

export const test = base.extend({
  visitor: [async ({}, use) => {
    forgetVisitors();
    await use();
  }, { auto: true }],
});
