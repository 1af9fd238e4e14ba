using System.Collections.Concurrent;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>How many sectors each backend labels in one loop.</summary>
/// <param name="options">Loops, a width that was said, and who hears of it.</param>
/// <param name="measure">Measures a backend; null for <see cref="LabelGain.Measure"/>.</param>
internal sealed class LabelWidths(SealingOptions options, Func<LabelBackend, int>? measure = null)
{
    private readonly Lock _measuring = new();
    private readonly ConcurrentDictionary<LabelBackend, int> _widths = new();

    /// <summary>Sectors in one loop; 1 as long as no more are known to be worth it.</summary>
    public int Of(LabelBackend labels) => _widths.GetValueOrDefault(labels, 1);

    /// <summary>Measures, unless more than one are known to be worth it. Takes a moment.</summary>
    /// <remarks>
    /// That too little is gained is measured again with each sector that is one too many: what ran on the other half of the core may have been the
    /// reason, and sectors stay for hours.
    /// </remarks>
    /// <exception cref="SealingException">There is no memory.</exception>
    /// <exception cref="SealingBackendException">The backend failed.</exception>
    public void Measure(LabelBackend labels)
    {
        lock (_measuring)
        {
            int known = _widths.GetValueOrDefault(labels);
            if (known > 1) return;
            int width = Math.Clamp(options.LabelWidth ?? (measure ?? LabelGain.Measure)(labels), 1, labels.MaxChains);
            _widths[labels] = width;
            if (width == known) return;
            options.Note?.Invoke(width == 1 ? $"{labels.Device} gains too little from labelling several sectors in one loop"
                : $"{labels.Device} labels up to {width} sectors in one loop when there are more of them than {options.LabelLoops} loops");
        }
    }
}
