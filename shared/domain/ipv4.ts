/** An IPv4 address in dotted form, without leading zeros. */
export const ipv4Pattern = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/

export const isIpv4 = (text: string): boolean => ipv4Pattern.test(text)
