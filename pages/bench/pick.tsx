// A choice of one of several networks.
interface PickProps {
  readonly label: string;
  readonly of: readonly string[];
  readonly value: string;
  readonly onPick: (value: string) => void;
}

/** A labelled select; nothing where there is no choice. */
export function Pick({ label, of, value, onPick }: PickProps) {
  if (of.length < 2) return null;
  return (
    <label class="pick">
      <span class="visually-hidden">{label}</span>
      <select value={value} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        {of.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}
