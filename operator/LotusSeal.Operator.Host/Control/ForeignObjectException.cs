namespace LotusSeal.Operator.Host.Control;

/// <summary>What a pool should have cannot be made, because somebody else has an object of that name.</summary>
internal sealed class ForeignObjectException(string message) : Exception(message);
