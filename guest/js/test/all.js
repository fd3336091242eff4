/** All tests of the package in one process, so that a component under test is compiled once. */
import './resources.test.js';
import './symmetric.test.js';
import './signatures.test.js';
import './derive.test.js';
import './wrap.test.js';
import './errors.test.js';
