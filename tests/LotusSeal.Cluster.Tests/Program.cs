using LotusSeal.Cluster.Tests.Nodes;
using LotusSeal.Testing.Processes;
using Xunit.Runner.InProc.SystemConsole;

// Here and not in a module initializer: what goes on in other threads would wait for its end.
ChildProcess.PlayIfStartedAs(NodeClusterChild.Role, NodeClusterChild.Play);
return await ConsoleRunner.Run(args);
