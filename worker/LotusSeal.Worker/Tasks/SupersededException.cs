namespace LotusSeal.Worker.Tasks;

/// <summary>Work was given up because its sector was asked for again with other parameters; the message names that call.</summary>
internal sealed class SupersededException(string task, string by)
    : Exception($"{task} was superseded by {by}, which asks for the same with other parameters; files of this one are not to be used");
