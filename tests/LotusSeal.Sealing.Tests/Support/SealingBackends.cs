using LotusSeal.Native;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>Every backend that the vectors are run against, by name.</summary>
public static class SealingBackends
{
    private static readonly Dictionary<string, Func<SealingBackend>> Factories = new()
    {
        ["managed"] = () => new ManagedSealingBackend(),
        ["native"] = () => NativeSealingBackend.TryCreate(out NativeSealingBackend? backend, out string? reason) ? backend
            : throw new InvalidOperationException(reason),
    };

    public static TheoryData<string> Available => [.. Factories.Keys];

    public static SealingBackend Create(string name) => Factories[name]();

    /// <summary>Every backend with every one of the given cases.</summary>
    public static TheoryData<string, string> With(IEnumerable<string> cases)
    {
        TheoryData<string, string> data = [];
        foreach (string name in cases)
            foreach (string backend in Factories.Keys)
                data.Add(backend, name);
        return data;
    }
}
