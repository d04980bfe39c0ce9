/** What is said of a document of which only the first pages were read. */
export const tooManyPages = (pages: number, most: number): string => `it has ${pages} pages, and no more than ${most} may be read`;
