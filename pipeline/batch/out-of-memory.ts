/** What engines say in an error when the system refuses them memory, before the watch over it has seen how much they hold. */
export const OUT_OF_MEMORY = /allocation failed|out of memory|unable to grow|could not allocate|bad_alloc|invalid (string|array buffer|typed array) length|\bOOM\b/i;
