Console.Error.WriteLine("error: nothing to run yet");
return 1;
