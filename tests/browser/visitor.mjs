// Each test is a visitor of its own: with an address of its own, so that none uses up another's budget.
import { test as base } from '@playwright/test';

let visitors = 0;

export const test = base.extend({
  extraHTTPHeaders: async ({}, use, info) => {
    visitors += 1;
    await use({ 'cf-connecting-ip': `10.${info.workerIndex % 250}.${visitors % 250}.1` });
  },
});
