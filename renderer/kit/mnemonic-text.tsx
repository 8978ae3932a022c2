import { parseLabel } from '../../shared/domain/labels.ts'

/** A label's text with its mnemonic letter underlined. */
export const MnemonicText = ({ label }: { label: string }) => {
  const { text, index } = parseLabel(label)
  if (index < 0) return text
  return (
    <span>
      {text.slice(0, index)}
      <span className="mnemonic">{text.charAt(index)}</span>
      {text.slice(index + 1)}
    </span>
  )
}
