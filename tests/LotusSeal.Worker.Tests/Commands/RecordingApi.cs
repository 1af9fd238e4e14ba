using System.Reflection;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary>Implements an API by noting every call; results come from the test, else they are empty.</summary>
public class RecordingApi : DispatchProxy
{
    public List<string> Calls { get; } = [];

    public Dictionary<string, object?> Results { get; } = [];

    public static (TApi Api, RecordingApi Record) Create<TApi>() where TApi : class
    {
        TApi api = Create<TApi, RecordingApi>();
        return (api, (RecordingApi)(object)api);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        string name = targetMethod!.Name[..^"Async".Length];
        Calls.Add($"{name}({string.Join(", ", (args ?? []).Where(arg => arg is not CancellationToken).Select(arg => arg ?? "null"))})");
        object? result = Results.GetValueOrDefault(name);
        if (result is Exception e) return targetMethod.ReturnType == typeof(Task) ? Task.FromException(e) : FromException(targetMethod.ReturnType, e);
        if (targetMethod.ReturnType == typeof(Task)) return Task.CompletedTask;
        Type type = targetMethod.ReturnType.GetGenericArguments()[0];
        result ??= type.IsValueType ? Activator.CreateInstance(type) : null;
        return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(type).Invoke(null, [result]);
    }

    private static object? FromException(Type task, Exception e) => typeof(Task).GetMethods()
        .Single(method => method.Name == nameof(Task.FromException) && method.IsGenericMethod)
        .MakeGenericMethod(task.GetGenericArguments()[0]).Invoke(null, [e]);
}
