/** Mebibytes of address space below which one engine cannot analyse anything: the runner refuses less. */
export const leastEngineMib = 256;
