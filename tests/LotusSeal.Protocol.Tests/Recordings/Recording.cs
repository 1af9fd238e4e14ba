namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>A sequence of messages between one miner and one worker, recorded by a proxy or by a player.</summary>
public sealed class Recording
{
    /// <summary>Creates a recording; the messages are put into the order of their first bytes.</summary>
    public Recording(string name, IEnumerable<Message> messages)
    {
        Name = name;
        Messages = [.. messages.OrderBy(message => message.Sequence)];
        Dictionary<long, Message> responses = [];
        foreach (Message message in Messages)
        {
            if (message is { Kind: MessageKind.HttpResponse, ReplyTo: long request }) responses.TryAdd(request, message);
        }

        Exchanges = [.. Messages.Where(message => message.Kind == MessageKind.HttpRequest)
            .Select(request => new Exchange(request, responses.GetValueOrDefault(request.Sequence)))];
    }

    /// <summary>Name of the scenario.</summary>
    public string Name { get; }

    /// <summary>Every message, in order.</summary>
    public IReadOnlyList<Message> Messages { get; }

    /// <summary>Every HTTP request with its response, in the order of the requests.</summary>
    public IReadOnlyList<Exchange> Exchanges { get; }

    /// <summary>The exchanges towards one server.</summary>
    public IEnumerable<Exchange> Towards(Link link) => Exchanges.Where(exchange => exchange.Request.Link == link);
}
