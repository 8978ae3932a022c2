/** The product's version, the one of package.json (a test keeps them equal). */
export const productVersion = '0.1.0'
