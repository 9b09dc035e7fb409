// Screenshots to be looked at: nothing is tested.
import config from './playwright.config.mjs';

export default { ...config, testMatch: 'tour.mjs', outputDir: '../../test-results/tour-failures' };
