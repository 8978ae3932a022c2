/** How a value is meant. Each has a shape of its own, so that colour is never the only sign. */
export type Tone = 'good' | 'bad' | 'caution' | 'info' | 'busy' | 'unknown' | 'plain'

const shapes: Record<Exclude<Tone, 'plain'>, React.ReactNode> = {
  good: (
    <>
      <circle cx="8" cy="8" r="7" className="solid" />
      <path d="M4.6 8.3l2.3 2.3 4.5-4.9" className="cut" />
    </>
  ),
  bad: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="1.5" className="solid" />
      <path d="M5 5l6 6M11 5l-6 6" className="cut" />
    </>
  ),
  caution: (
    <>
      <path d="M8 1.2L15.4 14.4H.6z" className="solid" />
      <path d="M8 6v4M8 11.6v1.2" className="cut" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="7" className="solid" />
      <path d="M8 7.4v4.2M8 4.2v.6" className="cut" />
    </>
  ),
  busy: (
    <>
      <circle cx="8" cy="8" r="6.2" className="line" />
      <path d="M8 4.4V8l2.5 1.8" className="line" />
    </>
  ),
  unknown: (
    <>
      <path d="M8 1.2L14.8 8 8 14.8 1.2 8z" className="line dashed" />
      <path d="M6.4 6.5c0-2 3.2-2 3.2-.1C9.6 7.6 8 7.6 8 9M8 10.6v.9" className="line thin" />
    </>
  ),
}

export const Shape = ({ tone }: { tone: Tone }) =>
  tone === 'plain' ? null : (
    <svg aria-hidden="true" viewBox="0 0 16 16" className={`shape ${tone}`}>
      {shapes[tone]}
    </svg>
  )

/** Shape, word and colour together. */
export const StatusWord = ({ tone, word }: { tone: Tone; word: string }) => (
  <span className={`status-word ${tone}`}>
    <Shape tone={tone} />
    <span>{word}</span>
  </span>
)
