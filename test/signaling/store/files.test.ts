import { openTestStore } from '../../support/broker/test-store.js';
import { describeFileStore } from './file-store-contract.js';

describeFileStore('files on SQLite', openTestStore);
