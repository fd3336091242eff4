/** The table of times. */
import { readable } from './text.js';

/** Does `work` on `size` bytes and adds a row with the time it took. */
export function timed(step, size, work) {
  const start = performance.now();
  const result = work();
  const milliseconds = performance.now() - start;
  const row = document.getElementById('timings').insertRow();
  row.insertCell().textContent = size >= 1024 ? `${step}, ${readable(size)}` : step;
  row.insertCell().textContent = `${milliseconds.toFixed(2)} ms`;
  row.insertCell().textContent = size >= 65536 ? `${(size / 1000 / milliseconds).toFixed(1)} MB/s` : '';
  return result;
}
