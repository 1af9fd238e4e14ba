// How the status pages write numbers.

const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** Three significant digits at most, without an exponent. */
function short(value) {
  return value >= 100 ? Math.round(value).toString() : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Bytes in binary units: 1.50 TiB. */
export function bytes(count) {
  let value = Number(count), unit = 0;
  if (!Number.isFinite(value)) return "";
  while (Math.abs(value) >= 1024 && unit < BINARY.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${short(value)} ${BINARY[unit]}`;
}

/** Seconds in the two largest units that say something: 42 s, 7 min, 3 h 5 min, 2 d 4 h. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "";
  const whole = Math.max(0, Math.round(seconds)), minutes = Math.round(whole / 60), hours = Math.floor(minutes / 60);
  if (whole < 100) return `${whole} s`;
  if (minutes < 60) return `${minutes} min`;
  if (hours < 24) return pair(hours, "h", minutes % 60, "min");
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

function pair(large, largeUnit, small, smallUnit) {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** A share of 1: 41.3 %. It is 100 % when all is done, not before. */
export function percent(share) {
  if (!Number.isFinite(share)) return "";
  const value = share >= 1 ? 100 : Math.min(99.9, Math.max(0, share * 100));
  return `${value === 100 ? "100" : value.toFixed(1)} %`;
}

/** Units a second; bytes in binary units. */
export function rate(perSecond, unit) {
  if (!(perSecond > 0)) return "";
  if (unit === "bytes") return `${bytes(perSecond)}/s`;
  return `${(perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toFixed(1))).toLocaleString("en-US")} ${unit}/s`;
}

/** "1 job", "2 jobs". */
export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
